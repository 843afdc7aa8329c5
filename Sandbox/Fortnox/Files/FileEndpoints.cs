using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.StaticFiles;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>The inbox, whose files wait to be used, and the archive, where used files stay.</summary>
internal sealed class FileEndpoints(BlobStore blobs)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public void Map(FortnoxApi api)
    {
        api.Upload("inbox", FortnoxScopes.Inbox, (call, name, content) => UploadToInbox(call, name, content));
        api.Get("inbox", FortnoxScopes.Inbox, InboxRoot);
        api.Get("inbox/{id}", FortnoxScopes.Inbox, InboxEntry);
        api.Delete("inbox/{id}", FortnoxScopes.Inbox, DeleteFromInbox);
        api.Upload("archive", FortnoxScopes.Archive, (call, name, content) => UploadToArchive(call, name, content));
        api.Get("archive", FortnoxScopes.Archive, ArchiveRoot);
        api.Get("archive/{id}", FortnoxScopes.Archive, ArchiveEntry);
        api.Delete("archive/{id}", FortnoxScopes.Archive, DeleteFromArchive);
    }

    private IResult UploadToInbox(FortnoxCall call, string name, byte[] content)
    {
        var query = call.Query();
        var wanted = query.Text("path") ?? query.Text("folderId");
        query.Text("folderId");
        if (query.Finish() is { } wrong) return wrong;
        if (wanted is null) return Keep(call, name, content, folder: InboxFolders.ArchiveRoot, inInbox: true, resource: "inbox");
        return InboxFolders.Find(wanted) is { } folder ? Keep(call, name, content, folder, inInbox: true, resource: "inbox") : FortnoxError.NotFound("mappen");
    }

    private IResult UploadToArchive(FortnoxCall call, string name, byte[] content)
    {
        var query = call.Query();
        var wanted = query.Text("path") ?? InboxFolders.ArchiveRoot;
        query.Text("folderid");
        if (query.Finish() is { } wrong) return wrong;
        return wanted == InboxFolders.ArchiveRoot ? Keep(call, name, content, wanted, inInbox: false, resource: "archive") : FortnoxError.NotFound("mappen");
    }

    private IResult Keep(FortnoxCall call, string name, byte[] content, string folder, bool inInbox, string resource)
    {
        if (!FortnoxText.IsAllowed(name)) return FortnoxError.ForbiddenCharacters(name);
        if (Path.GetExtension(name).Length < 2) return FortnoxError.Rule($"Filnamnet måste ha en filändelse ({name}).");
        var id = Guid.CreateVersion7().ToString();
        var file = new StoredFile
        {
            Id = id,
            ArchiveFileId = inInbox ? Guid.CreateVersion7().ToString() : id,
            Name = name,
            Path = folder,
            Size = content.LongLength,
            Blob = blobs.Put(content),
            UploadedAt = call.Now,
            InInbox = inInbox,
        };
        call.Company.Files.Add(file);
        return FortnoxAnswer.Created("File", Shape(call, file, resource));
    }

    private static IResult InboxRoot(FortnoxCall call) => Folder(call, "inbox", InboxFolders.ArchiveRoot, InboxFolders.ArchiveRoot, [.. InboxFolders.All]);

    private IResult InboxEntry(FortnoxCall call)
    {
        var id = call.Route("id");
        if (id == InboxFolders.ArchiveRoot) return InboxRoot(call);
        if (InboxFolders.Find(id) is { } folder) return Folder(call, "inbox", folder, InboxFolders.All.First(known => known.Id == folder).Name, []);
        return call.Company.Files.Find(file => file.InInbox && FileIds.Same(file.Id, id)) is { } found ? Content(found) : FortnoxError.NotFound("filen");
    }

    private static IResult DeleteFromInbox(FortnoxCall call) =>
        call.Company.Files.RemoveAll(file => file.InInbox && FileIds.Same(file.Id, call.Route("id"))) == 1 ? Results.NoContent() : FortnoxError.NotFound("filen");

    private static IResult ArchiveRoot(FortnoxCall call) => Folder(call, "archive", InboxFolders.ArchiveRoot, InboxFolders.ArchiveRoot, []);

    /// <summary>A file under either of its ids: receipts are listed with the one they were uploaded by.</summary>
    private IResult ArchiveEntry(FortnoxCall call)
    {
        var id = call.Route("id");
        if (id == InboxFolders.ArchiveRoot) return ArchiveRoot(call);
        return FindInArchive(call, id) is { } found ? Content(found) : FortnoxError.NotFound("filen");
    }

    private static IResult DeleteFromArchive(FortnoxCall call)
    {
        if (FindInArchive(call, call.Route("id")) is not { InInbox: false } file) return FortnoxError.NotFound("filen");
        if (FileAttachmentEndpoints.IsConnected(call, file)) return FortnoxError.Rule("Filen är kopplad till en verifikation eller faktura och kan inte tas bort.");
        call.Company.Files.Remove(file);
        return Results.NoContent();
    }

    private static StoredFile? FindInArchive(FortnoxCall call, string id) =>
        call.Company.Files.Find(file => FileIds.Same(file.ArchiveFileId, id) || (!file.InInbox && FileIds.Same(file.Id, id)));

    private static FortnoxAnswer Folder(FortnoxCall call, string resource, string id, string name, (string Id, string Name)[] folders)
    {
        var inInbox = resource == "inbox";
        var files = call.Company.Files.Where(file => file.InInbox == inInbox && (!inInbox || file.Path == id));
        return FortnoxAnswer.Single("Folder", new JsonObject
        {
            ["@url"] = call.Url($"{resource}/{id}"),
            ["Email"] = "",
            ["Files"] = new JsonArray([.. files.Select(file => Shape(call, file, resource))]),
            ["Folders"] = new JsonArray([.. folders.Select(folder => new JsonObject { ["@url"] = call.Url($"{resource}/{folder.Id}"), ["Email"] = "", ["Id"] = folder.Id, ["Name"] = folder.Name })]),
            ["Id"] = id,
            ["Name"] = name,
        });
    }

    private static JsonObject Shape(FortnoxCall call, StoredFile file, string resource)
    {
        var shape = new JsonObject
        {
            ["@url"] = call.Url($"{resource}/{file.Id}"),
            ["Comments"] = null,
            ["Id"] = file.Id,
            ["Name"] = file.Name,
            ["Path"] = file.Path,
            ["Size"] = file.Size.ToString(CultureInfo.InvariantCulture),
        };
        if (resource == "inbox") shape["ArchiveFileId"] = file.ArchiveFileId;
        return shape;
    }

    private IResult Content(StoredFile file) =>
        Results.File(blobs.Get(file.Blob), ContentTypes.TryGetContentType(file.Name, out var type) ? type : "application/octet-stream", file.Name);
}
