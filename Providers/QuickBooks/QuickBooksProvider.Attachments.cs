using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

public sealed partial class QuickBooksProvider
{
    /// <summary>A request has at most 100 MB, the parts around the file included.</summary>
    private const long MaxFileBytes = (100L * 1024 * 1024) - (64 * 1024);

    /// <summary>No count: QuickBooks stops at 10,000 a transaction, which no document comes near.</summary>
    public AttachmentRules AttachmentRules { get; } = new(MaxFileBytes, null, [.. QuickBooksUpload.TypeOfExtension.Keys.Order(StringComparer.Ordinal)]);

    public int AttachmentWritesInFlight => 4;

    public string FileNameFor(string fileName, string tag) => QuickBooksText.FileName(fileName, tag);

    public async Task<WriteOutcome> AttachAsync(
        IProviderCalls calls, Company company, RemoteEntry parent, AttachmentFile file, CancellationToken cancellationToken)
    {
        if (QuickBooksUpload.Of(file, QuickBooksId.Parse(parent.RemoteId)) is not { } upload)
        {
            return new WriteOutcome.Rejected(
                "attachment_type", $"QuickBooks takes no files of the type of {file.FileName}. It takes: {string.Join(", ", AttachmentRules.Extensions)}.", "FileName");
        }

        var answer = await _api.UploadAsync(calls, company.RemoteId, upload, cancellationToken);
        return answer switch
        {
            { Failure: { } failure } => WriteOutcome.From(failure),
            { Value.Fault: { } fault } => QuickBooksFailures.ItemOutcome(_failures.OfItem(fault, writes: true)),
            _ => new WriteOutcome.Written(Entry(answer.Value.Attachable!)),
        };
    }

    public async Task<Answer<RemoteEntry?>> FindAttachmentAsync(
        IProviderCalls calls, Company company, RemoteEntry parent, string fileName, CancellationToken cancellationToken)
    {
        var id = QuickBooksId.Parse(parent.RemoteId);
        var where = $"AttachableRef.EntityRef.Type = {QuickBooksText.Quoted(id.Entity)} and AttachableRef.EntityRef.value = {QuickBooksText.Quoted(id.Id)}";
        var read = await _api.QueryAsync<WireAttachable>(calls, company.RemoteId, "Attachable", where, "find attachment", cancellationToken);
        return read.Failure is { } failure
            ? failure
            : read.Value.FirstOrDefault(attachable => attachable.FileName == fileName && attachable.Id is not null) is { } found ? Entry(found) : (RemoteEntry?)null;
    }

    public async Task<Answer<bool>> DeleteAttachmentAsync(
        IProviderCalls calls, Company company, RemoteEntry parent, RemoteEntry attachment, CancellationToken cancellationToken)
    {
        // Deleting wants the whole object back, unlike a transaction, where two members do.
        var path = $"attachable/{Uri.EscapeDataString(attachment.RemoteId)}";
        var whole = await _api.GetAsync<JsonElement>(calls, company.RemoteId, path, "Attachable", "read attachment", cancellationToken);
        var failure = whole.Failure ?? await _api.DeleteAsync(calls, company.RemoteId, "attachable", whole.Value.GetRawText(), cancellationToken);
        return failure is null or ProviderFailure.NotFound ? true : failure;
    }

    private static RemoteEntry Entry(WireAttachable attachable) => new(attachable.Id!, attachable.FileName, attachable.SyncToken);
}
