using System.Security.Claims;
using Microsoft.Net.Http.Headers;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>The bytes of receipts.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder app) => app.MapGet("/attachments/{id}", DownloadAsync).RequireAuthorization("viewer");

    private static async Task<IResult> DownloadAsync(string id, ClaimsPrincipal user, HttpContext context, LedgerDatabase database)
    {
        var content = GlobalId.TryRead(GlobalId.Attachment, id, out var key) && user.TenantId() is { } tenant
            ? await AttachmentList.ContentAsync(database.Reader(tenant), new AttachmentId(key), context.RequestAborted)
            : null;
        if (content is null)
        {
            return Results.Json(
                new { error = new { code = "unknown_attachment", message = "There is no such attachment, or it was removed. List the transaction's attachments." } }, statusCode: StatusCodes.Status404NotFound);
        }

        // What somebody once uploaded is never run: not as a page, not as anything but a file.
        context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] = "sandbox; default-src 'none'";
        context.Response.Headers[HeaderNames.CacheControl] = "private, no-store";
        return Results.File(content.Content, ContentTypeOf(content), content.FileName);
    }

    private static string ContentTypeOf(ListedAttachment attachment) =>
        MediaTypeHeaderValue.TryParse(attachment.ContentType, out var type) ? type.ToString() : "application/octet-stream";
}
