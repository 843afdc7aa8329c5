using System.Collections.Concurrent;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>The documents a step of an export works on, with all that is known of them.</summary>
internal sealed class ExportSlice(
    IReadOnlyList<OpenDocument> open,
    IReadOnlyDictionary<DocumentId, BankTransaction> documents,
    ILookup<DocumentId, Attachment> attachments,
    IReadOnlyDictionary<DocumentId, SyncRecord> latest,
    IReadOnlyDictionary<DocumentId, SyncRecord> before,
    ILookup<DocumentId, LinkCandidate> candidates)
{
    private readonly ConcurrentDictionary<DocumentId, DocumentProgress> _progress = [];
    private readonly HashSet<DocumentId> _changed = [];

    public IReadOnlyList<OpenDocument> Open => open;

    /// <summary>Stored remote ids that the provider no longer accepts, found while this slice was sent.</summary>
    public ConcurrentQueue<StaleReference> Stale { get; } = [];

    public ILookup<DocumentId, Attachment> Attachments => attachments;

    public ILookup<DocumentId, LinkCandidate> Candidates => candidates;

    public BankTransaction? Document(DocumentId id) => documents.GetValueOrDefault(id);

    public SyncRecord? Latest(DocumentId id) => latest.GetValueOrDefault(id);

    public SyncRecord? Before(DocumentId id) => before.GetValueOrDefault(id);

    /// <summary>Ends a document's part in the job.</summary>
    public void End(OpenDocument document, DocumentOutcome outcome, string? detail = null) =>
        Decide(document.DocumentId, new DocumentProgress(document.Ordinal, outcome, document.EntryDone, document.Attempt, Detail: detail));

    /// <summary>Leaves the document open, not to be looked at before an instant.</summary>
    public void Postpone(OpenDocument document, DateTimeOffset? notBefore, bool entryDone, bool countsAsAttempt, string? detail) =>
        Decide(
            document.DocumentId,
            new DocumentProgress(document.Ordinal, Outcome: null, entryDone, countsAsAttempt ? document.Attempt + 1 : document.Attempt, notBefore, detail));

    /// <summary>True where the document's entry stands as far as this step knows, and the document has not ended.</summary>
    public bool MayHaveFiles(OpenDocument document) =>
        _progress.TryGetValue(document.DocumentId, out var progress) ? progress is { Outcome: null, EntryDone: true } : document.EntryDone;

    /// <summary>The decisions made since the last time.</summary>
    public IReadOnlyList<DocumentProgress> TakeProgress()
    {
        lock (_changed)
        {
            var taken = _changed.Select(id => _progress[id]).ToList();
            _changed.Clear();
            return taken;
        }
    }

    private void Decide(DocumentId document, DocumentProgress progress)
    {
        lock (_changed)
        {
            _progress[document] = progress;
            _changed.Add(document);
        }
    }
}
