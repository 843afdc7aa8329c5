using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>
/// Files of invoices, in a younger API beside <c>/3</c>: bodies are not wrapped, names begin with a small letter, several go at a time, and the file is named by
/// its id in the archive.
/// </summary>
internal static class FileAttachmentEndpoints
{
    private const string Path = "fileattachments/attachments-v1";

    public static void Map(FortnoxApi api)
    {
        api.Get(Path, FortnoxScopes.ConnectFile, List);
        api.Bare<JsonArray>(HttpMethods.Post, Path, FortnoxScopes.ConnectFile, Create);
        api.Bare<JsonObject>(HttpMethods.Put, Path + "/{id}", FortnoxScopes.ConnectFile, Update);
        api.Delete(Path + "/{id}", FortnoxScopes.ConnectFile, Delete);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var entity = query.Integer("entityid");
        var type = query.Choice("entitytype", FileAttachment.OfInvoice, "O", "OF");
        if (query.Finish() is { } wrong) return wrong;
        return Results.Json(new JsonArray([.. call.Company.FileAttachments.Where(attachment => (entity is null || attachment.EntityId == entity) && (type is null || attachment.EntityType == type)).Select(attachment => attachment.ToJson())]));
    }

    /// <summary>All of them or none.</summary>
    private static IResult Create(FortnoxCall call, JsonArray sent)
    {
        if (sent.Count == 0) return FortnoxError.NoBody();
        var made = new List<(FileAttachment Attachment, StoredFile File)>();
        foreach (var node in sent)
        {
            if (node is not JsonObject fields) return FortnoxError.NoBody();
            var (attachment, file, wrong) = Read(call, new FieldReader(fields));
            if (attachment is null) return wrong!;
            if (made.Exists(other => other.File == file)) return Taken(attachment.FileId);
            made.Add((attachment, file!));
        }

        foreach (var (attachment, file) in made)
        {
            call.Company.FileAttachments.Add(attachment);
            file.InInbox = false;
        }

        return Results.Json(new JsonArray([.. made.Select(entry => entry.Attachment.ToJson())]), statusCode: StatusCodes.Status201Created);
    }

    private static (FileAttachment? Attachment, StoredFile? File, FortnoxError? Wrong) Read(FortnoxCall call, FieldReader fields)
    {
        var entity = fields.Integer("entityId", required: true);
        var type = fields.Choice("entityType", FileAttachment.OfInvoice, "O", "OF");
        var fileId = fields.Text("fileId", 100, required: true);
        var include = fields.Flag("includeOnSend");
        if (fields.Finish() is { } wrong) return (null, null, wrong);
        if (type is null) return (null, null, FortnoxError.Rule("Fältet entityType måste anges."));
        if (type != FileAttachment.OfInvoice || !call.Company.Invoices.ContainsKey(entity!.Value)) return (null, null, FortnoxError.NotFound("dokumentet"));
        if (call.Company.Files.Find(file => FileIds.Same(file.ArchiveFileId, fileId!)) is not { } found) return (null, null, FortnoxError.NotFound("filen"));
        if (IsConnected(call, found)) return (null, null, Taken(fileId!));
        return (new FileAttachment(Guid.CreateVersion7().ToString(), entity.Value, type, found.ArchiveFileId, include ?? false), found, null);
    }

    /// <summary>Only whether it goes out with the invoice can be changed.</summary>
    private static IResult Update(FortnoxCall call, JsonObject sent)
    {
        var fields = new FieldReader(sent);
        var include = fields.Flag("includeOnSend");
        if (fields.Finish() is { } wrong) return wrong;
        var attachments = call.Company.FileAttachments;
        var place = attachments.FindIndex(attachment => FileIds.Same(attachment.Id, call.Route("id")));
        if (place < 0) return FortnoxError.NotFound("bilagan");
        attachments[place] = attachments[place] with { IncludeOnSend = include ?? attachments[place].IncludeOnSend };
        return Results.Json(attachments[place].ToJson());
    }

    /// <summary>The file stays in the archive.</summary>
    private static IResult Delete(FortnoxCall call) =>
        call.Company.FileAttachments.RemoveAll(attachment => FileIds.Same(attachment.Id, call.Route("id"))) == 1 ? Results.NoContent() : FortnoxError.NotFound("bilagan");

    private static FortnoxError Taken(string fileId) => FortnoxError.Rule($"Filen är redan kopplad ({fileId}).");

    /// <summary>Whether a voucher or an invoice has the file already.</summary>
    public static bool IsConnected(FortnoxCall call, StoredFile file) =>
        call.Company.VoucherFileConnections.Exists(connection => FileIds.Same(connection.FileId, file.Id))
        || call.Company.FileAttachments.Exists(attachment => FileIds.Same(attachment.FileId, file.ArchiveFileId));
}
