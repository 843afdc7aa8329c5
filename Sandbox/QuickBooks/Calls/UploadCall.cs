using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>
/// Uploads files: multipart parts <c>file_content_{suffix}</c>, each with an optional <c>file_metadata_{suffix}</c>. The answer is 200 with one element
/// a file, an attachable or a fault.
/// </summary>
internal sealed class UploadCall(EntityCalls entities, BlobStore blobs)
{
    private const long Largest = 100L * 1024 * 1024;

    public async Task<Answer<JsonObject>> RunAsync(CompanyCall call)
    {
        var request = call.Context.Request;
        if (request.ContentLength is not { } length) return Refusals.NoContentLength;
        if (length > Largest) return Refusals.TooLarge(Largest);
        if (call.CheckRequestId() is { } wrong) return wrong;
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Largest;
        if (Boundary(request) is not { } boundary) return Refusals.InvalidAttachmentMetadata("The upload is not multipart/form-data with a boundary.");

        List<UploadedFile> files;
        try
        {
            files = await ReadAsync(new MultipartReader(boundary, request.Body), call.Context.RequestAborted);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or FormatException || (damaged is IOException && !call.Context.RequestAborted.IsCancellationRequested))
        {
            return Refusals.InvalidAttachmentMetadata($"The multipart body cannot be read: {damaged.Message}");
        }

        if (files.Count == 0) return Refusals.InvalidAttachmentMetadata("The upload has no part named file_content_{n}.");
        foreach (var file in files.Where(file => file.Content is not null)) file.BlobId = blobs.Put(file.Content!);
        lock (call.Company.Gate)
        {
            // The boundary differs from one attempt to the next, the parts do not.
            var fingerprint = RequestIds.Fingerprint(files.Select(file => $"{file.Suffix} {file.Metadata?.ToJsonString()} {file.FileName} {file.ContentType} {file.BlobId}"));
            return RequestIds.Once(call.Company, call.RequestId, fingerprint, call.Now, () => Store(call, files));
        }
    }

    private Answer<JsonObject> Store(CompanyCall call, List<UploadedFile> files)
    {
        var answers = new JsonArray();
        foreach (var file in files)
        {
            var answer = Store(call, file);
            answers.Add(answer.Value ?? Replies.FaultBody(answer.Fault!));
        }

        return new JsonObject { ["AttachableResponse"] = answers };
    }

    private Answer<JsonObject> Store(CompanyCall call, UploadedFile file)
    {
        if (file.Refusal is { } refusal) return refusal;
        if (file.BlobId is null) return Refusals.InvalidAttachmentMetadata($"There is no part file_content_{file.Suffix} for file_metadata_{file.Suffix}.");
        var body = file.Metadata?.Clone() ?? [];
        body["FileName"] ??= file.FileName;
        body["ContentType"] ??= file.ContentType;
        if (body.Text("FileName") is not { Length: > 0 } name) return Refusals.InvalidAttachmentMetadata("The file has no name.");
        if (!AttachmentTypes.IsApproved(name, body.Text("ContentType"))) return Refusals.InvalidAttachmentType($"{body.Text("ContentType") ?? "(none)"} ({Path.GetExtension(name)})");

        body.Remove("Id");
        var answer = entities.Write(call.Company, EntityCatalog.Attachable, "create", body, new WriteOptions(), call.Now);
        if (answer.Value?.Part("Attachable")?.Text("Id") is not { } id) return answer;
        Complete(call.Company, call.Company.Find("Attachable", id)!, id, file);
        return new JsonObject { ["Attachable"] = call.Company.Find("Attachable", id)!.Clone() };
    }

    private static void Complete(QuickBooksCompany company, JsonObject attachable, string id, UploadedFile file)
    {
        company.Files[id] = file.BlobId!;
        attachable["Size"] = file.Content!.Length;
        attachable["FileAccessUri"] = $"/v3/company/{company.Id}/download/{id}";
        if (attachable.Text("ContentType")!.StartsWith("image/", StringComparison.Ordinal)) attachable["ThumbnailFileAccessUri"] = $"/v3/company/{company.Id}/download/{id}/thumb";
    }

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } boundary ? boundary : null
            : null;

    private static async Task<List<UploadedFile>> ReadAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        var files = new OrderedDictionary<string, UploadedFile>(StringComparer.Ordinal);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            var isContent = name.StartsWith("file_content_", StringComparison.OrdinalIgnoreCase);
            if (!isContent && !name.StartsWith("file_metadata_", StringComparison.OrdinalIgnoreCase)) continue;
            var suffix = name[(isContent ? "file_content_".Length : "file_metadata_".Length)..];
            if (!files.TryGetValue(suffix, out var file)) files[suffix] = file = new UploadedFile(suffix);
            using var buffer = new MemoryStream();
            await section.Body.CopyToAsync(buffer, cancellationToken);
            if (isContent) file.TakeContent(buffer.ToArray(), disposition, section);
            else file.TakeMetadata(buffer.ToArray());
        }

        return [.. files.Values];
    }
}
