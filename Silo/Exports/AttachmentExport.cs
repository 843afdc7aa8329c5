using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Sends the files of entries that are in the books, each once: a file that may have been sent before is looked for first. A document whose files are all
/// there ends here.
/// </summary>
internal sealed class AttachmentExport
{
    /// <summary>The detail of a document that stood there unchanged, until its files are settled too.</summary>
    public const string UnchangedMark = "It stood there already, unchanged.";

    /// <param name="sends">False makes no call: documents whose files are all there end, the others stay open.</param>
    /// <returns>Null to go on; else the reason for which the job stops here.</returns>
    public async Task<JobStep?> AttachAsync(Turn turn, ExportSlice slice, Job job, bool sends)
    {
        // Entries written in this step count too: their records are read anew.
        var ids = slice.Open.Where(slice.MayHaveFiles).Select(o => o.DocumentId).ToList();
        if (ids.Count == 0)
        {
            return null;
        }

        var (records, sent) = await turn.Ledger.InTurnAsync(
            async t => (await turn.Records.LatestAsync(t, ids, CancellationToken.None), await turn.Attachments.ListAsync(t, ids, CancellationToken.None)),
            CancellationToken.None);
        var pending = new List<Pending>();
        foreach (var open in slice.Open.Where(slice.MayHaveFiles))
        {
            if (records.GetValueOrDefault(open.DocumentId) is not { StateValue: SyncRecordState.Synced, Role: "booking" } record)
            {
                continue;
            }

            var there = sent[open.DocumentId].Where(s => s.Entry == record.Entry).ToList();
            var missing = Missing(turn, slice.Attachments[open.DocumentId], there, job).ToList();
            if (missing.Count == 0)
            {
                Finish(slice, open, there, record, job);
            }
            else
            {
                pending.Add(new Pending(open, record, missing));
            }
        }

        return sends ? await SendAsync(turn, slice, pending, job) : null;
    }

    /// <summary>What was refused is tried once in every job: the cause may be mended, and nobody needs to say so.</summary>
    private static IEnumerable<Attachment> Missing(Turn turn, IEnumerable<Attachment> attachments, List<SyncAttachment> sent, Job job) =>
        turn.Connection.Settings.ExportAttachments && turn.Provider is IWritesAttachments
            ? attachments.Where(a => !sent.Exists(s => s.AttachmentId == a.Id.Value
                && (s.StateValue == SyncAttachmentState.Synced || (s.StateValue == SyncAttachmentState.Failed && s.JobId == job.Id.Value))))
            : [];

    private static void Finish(ExportSlice slice, OpenDocument open, List<SyncAttachment> sent, SyncRecord record, Job job)
    {
        var ofJob = sent.FindAll(s => s.JobId == job.Id.Value);
        var refused = ofJob.FindAll(s => s.StateValue == SyncAttachmentState.Failed).ConvertAll(s => s.ErrorText);
        if (refused.Count > 0)
        {
            slice.End(open, DocumentOutcome.Failed, $"The entry {record.RemoteNumber ?? record.RemoteId} stands, but not all its files: {string.Join(" ", refused)}");
        }
        else if (record.SyncedAt >= job.CreatedAt || ofJob.Exists(s => s.StateValue == SyncAttachmentState.Synced))
        {
            slice.End(open, DocumentOutcome.Synced, ExportContent.Detail(record));
        }
        else
        {
            slice.End(open, DocumentOutcome.Unchanged, UnchangedMark);
        }
    }

    private static async Task<JobStep?> SendAsync(Turn turn, ExportSlice slice, List<Pending> pending, Job job)
    {
        if (pending.Count == 0 || turn.Provider is not IWritesAttachments port)
        {
            return null;
        }

        JobStep? stop = null;
        using var places = new SemaphoreSlim(port.AttachmentWritesInFlight);
        using var one = new SemaphoreSlim(1);
        await Task.WhenAll(pending.Select(async document =>
        {
            await places.WaitAsync();
            try
            {
                var outcomes = new List<WriteOutcome>();
                foreach (var attachment in document.Missing)
                {
                    if (stop is not null || turn.IsOver)
                    {
                        return;
                    }

                    if (turn.Gate.ClosedUntil(quotaClass: null, turn.Calls.Interactive) is { } until)
                    {
                        stop ??= JobStep.Snooze(until, $"{turn.Provider.Manifest.DisplayName}'s quota is used up until {until:yyyy-MM-dd HH:mm:ss} UTC.");
                        return;
                    }

                    if (await SendOneAsync(turn, port, document, attachment, job) is { } outcome)
                    {
                        outcomes.Add(outcome);
                    }
                }

                await one.WaitAsync();
                try
                {
                    stop ??= Conclude(turn, slice, document, outcomes);
                }
                finally
                {
                    one.Release();
                }
            }
            finally
            {
                places.Release();
            }
        }));
        return stop;
    }

    /// <returns>Null where the file was removed since it was read: nothing was sent. Whoever removes it after this has committed finds it on its way, and has it taken away again.</returns>
    private static async Task<WriteOutcome?> SendOneAsync(Turn turn, IWritesAttachments port, Pending document, Attachment attachment, Job job)
    {
        var record = document.Record;
        var parent = new RemoteEntry(record.RemoteId!, record.RemoteNumber, record.RemoteVersion);
        var name = port.FileNameFor(attachment.FileName, Tag(record.EntryKey, attachment.Id));
        var (isThere, before, content) = await turn.Ledger.InTurnAsync(
            async t =>
            {
                if (!await AttachmentStore.HoldAsync(t, attachment.Id, CancellationToken.None))
                {
                    return (false, null, null);
                }

                var before = (await turn.Attachments.ListAsync(t, [attachment.DocumentId], CancellationToken.None))[attachment.DocumentId]
                    .FirstOrDefault(s => s.AttachmentId == attachment.Id.Value && s.Entry == record.Entry);
                await turn.Attachments.SendAsync(
                    t, turn.Ledger.Epoch, job.Id, new SendingAttachment(attachment.DocumentId, record.Entry, attachment.Id, name), turn.Clock.GetUtcNow(), CancellationToken.None);
                return (true, before, await AttachmentStore.ContentAsync(t, attachment.Sha256, CancellationToken.None));
            },
            CancellationToken.None);
        if (!isThere)
        {
            return null;
        }

        if (content is null)
        {
            throw new InvalidOperationException($"Attachment {attachment.Id} has no content: its blob is missing.");
        }

        // Only what was parked before any call is known not to stand there.
        var mayStandThere = before is not null and not { StateValue: SyncAttachmentState.Parked, Attempt: 0 };
        WriteOutcome? outcome = null;
        if (mayStandThere)
        {
            var found = await port.FindAttachmentAsync(turn.Calls, turn.Company, parent, name, CancellationToken.None);
            outcome = found.Failure is { } failure ? AsRetry(failure) : found.Value is { } there ? new WriteOutcome.AlreadyThere(there) : null;
        }

        outcome ??= await port.AttachAsync(
            turn.Calls,
            turn.Company,
            parent,
            new AttachmentFile(name, attachment.ContentType, content, IdempotencyKey(record.EntryKey, attachment.Id, before?.Refusals ?? 0)) { MayHaveBeenSent = mayStandThere },
            CancellationToken.None);
        var file = new SettledAttachment(attachment.DocumentId, record.Entry, attachment.Id, SyncAttachmentState.Synced);
        var settled = outcome switch
        {
            WriteOutcome.Written w => file with { RemoteId = w.Entry.RemoteId, RemoteVersion = w.Entry.Version },
            WriteOutcome.AlreadyThere a => file with { RemoteId = a.Entry.RemoteId, RemoteVersion = a.Entry.Version },
            WriteOutcome.Rejected r => file with { State = SyncAttachmentState.Failed, ErrorCode = r.Code, ErrorText = $"{attachment.FileName}: {r.Text}" },
            _ => null,
        };
        if (settled is not null)
        {
            await turn.CommitAsync(t => turn.Attachments.SettleAsync(t, settled, turn.Clock.GetUtcNow(), CancellationToken.None), CancellationToken.None);
        }

        return outcome;
    }

    /// <summary>A document whose files are not all settled waits, or stops the job; one with a refused file is finished at the next look.</summary>
    private static JobStep? Conclude(Turn turn, ExportSlice slice, Pending document, List<WriteOutcome> outcomes)
    {
        if (outcomes.Exists(o => o is WriteOutcome.Written or WriteOutcome.AlreadyThere))
        {
            turn.WriteSucceeded();
        }

        if (outcomes.Select(JobStep.Stopping).FirstOrDefault(s => s is not null) is { } stop)
        {
            return stop;
        }

        var open = document.Open;
        if (outcomes.Find(o => o is WriteOutcome.RetryLater or WriteOutcome.Unknown) is { } failed)
        {
            Retry(turn, slice, document, failed);
        }
        else if (outcomes.Count == document.Missing.Count && !outcomes.Exists(o => o is WriteOutcome.Rejected))
        {
            slice.End(open, DocumentOutcome.Synced, ExportContent.Detail(document.Record));
        }

        return null;
    }

    /// <summary>A lost answer costs an attempt too: the file is looked for before it is sent again.</summary>
    private static void Retry(Turn turn, ExportSlice slice, Pending document, WriteOutcome failed)
    {
        var open = document.Open;
        var text = failed is WriteOutcome.RetryLater later ? later.Text : ((WriteOutcome.Unknown)failed).Text;
        var now = turn.Clock.GetUtcNow();
        if (RetrySchedule.Next(open.Attempt + 1, now, until: null, turn.Options.RetryUnit) is not { } next)
        {
            slice.End(
                open,
                DocumentOutcome.Failed,
                $"The entry {document.Record.RemoteNumber ?? document.Record.RemoteId} is in the books, but not all its files: {text} Export it again when the cause is removed.");
            return;
        }

        // Without keys a file counts as absent only when its last call cannot arrive any more.
        var settledAt = now + turn.Options.SettleDelay;
        var waits = failed is WriteOutcome.Unknown && turn.Provider.Manifest.ReplayWindow is null && settledAt > next;
        slice.Postpone(open, waits ? settledAt : next, entryDone: true, countsAsAttempt: true, text);
    }

    private static WriteOutcome AsRetry(ProviderFailure failure) =>
        failure is ProviderFailure.OutcomeUnknown f ? new WriteOutcome.RetryLater(f.Code, f.Text) : WriteOutcome.From(failure);

    /// <summary>8 characters that name the file's place: the same file on the same entry always gets the same.</summary>
    private static string Tag(string entryKey, AttachmentId attachment) => Hash(entryKey, attachment)[..8];

    /// <summary>The same for a call that may have arrived; another one after each refusal, which providers remember under its key.</summary>
    private static string IdempotencyKey(string entryKey, AttachmentId attachment, int refusals) =>
        refusals == 0 ? Hash(entryKey, attachment)[..32] : Hash($"{entryKey}/{refusals}", attachment)[..32];

    private static string Hash(string entryKey, AttachmentId attachment) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entryKey}/{attachment.Value:N}")));

    private sealed record Pending(OpenDocument Open, SyncRecord Record, List<Attachment> Missing);
}
