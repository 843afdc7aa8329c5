using System.Security.Cryptography;
using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.Documents;

/// <summary>
/// A file that comes with a transaction, by the transaction's source reference. Its content type follows from its name and content.
/// </summary>
public sealed record IncomingFile(string SourceReference, string FileName, byte[] Content);

/// <summary>Stores documents and their files; connections that sync in real time export what changed at once.</summary>
public sealed class DocumentRequests(LedgerDatabase database, TimeProvider clock)
{
    /// <summary>Inserts or updates transactions by source reference and adds their files.</summary>
    /// <param name="keepStatusOf">References whose status applies to new transactions only: existing ones keep theirs.</param>
    /// <returns>The result of each source reference.</returns>
    /// <exception cref="RequestRefusedException">
    /// A code of <see cref="TransactionRules"/> or <see cref="AttachmentRules"/>, <c>duplicate_reference</c>, or
    /// <c>unknown_transaction</c>: a file names a transaction
    /// that is not among those given. Nothing was stored.
    /// </exception>
    public async Task<IReadOnlyDictionary<string, Upserted>> ImportAsync(
        TenantId tenant, IReadOnlyList<BankTransaction> transactions, IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken, IReadOnlyCollection<string>? keepStatusOf = null)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var transaction in transactions)
        {
            if (TransactionRules.Problems(transaction, today).FirstOrDefault() is { } problem)
            {
                throw new RequestRefusedException(
                    problem.Code, $"Transaction {PlainText.Shown(transaction.SourceReference)} is not accepted: {problem.Message} Nothing was stored.")
                {
                    Field = problem.Field,
                };
            }
        }

        var accepted = files.Select(f => Accepted(f, TransactionFields.Attachments)).ToList();
        if (transactions.GroupBy(t => t.SourceReference, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new RequestRefusedException(
                "duplicate_reference", $"Transaction {twice.Key} occurs {twice.Count()} times in this import. Send each reference once; nothing was stored.")
            {
                Field = TransactionFields.SourceReference,
            };
        }

        return await database.InTenantAsync(
            tenant,
            async t =>
            {
                var upserted = await BankTransactionStore.UpsertAsync(t, transactions, keepStatusOf ?? [], cancellationToken);
                if (accepted.Find(f => !upserted.ContainsKey(f.SourceReference)) is { } stray)
                {
                    throw new RequestRefusedException(
                        "unknown_transaction", $"The file {stray.FileName} names transaction {stray.SourceReference}, which is not in this import. Send them together; nothing was stored.");
                }

                IReadOnlyList<DocumentId> withNewFiles = accepted.Count == 0
                    ? []
                    : await AttachmentStore.AddAsync(t, [.. accepted.Select(f => Stored(f, upserted[f.SourceReference].Id))], cancellationToken);
                var changed = upserted.Values.Where(u => u.Change != UpsertChange.Unchanged).Select(u => u.Id).Union(withNewFiles).ToList();
                await RealTimeExport.EnqueueAsync(t, changed, cancellationToken);
                return upserted;
            },
            cancellationToken);
    }

    /// <summary>Adds a file to a transaction that is stored already.</summary>
    /// <returns>The file as it is stored.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>, or a code of <see cref="AttachmentRules"/>.</exception>
    public async Task<ListedAttachment> AttachAsync(TenantId tenant, IncomingFile file, CancellationToken cancellationToken)
    {
        var accepted = Accepted(file, "file");
        var reference = PlainText.Printable(file.SourceReference.Trim());
        return await database.InTenantAsync(
            tenant,
            async t =>
            {
                var found = await BankTransactionStore.FindByReferenceAsync(t, [reference], cancellationToken);
                if (!found.TryGetValue(reference, out var id))
                {
                    throw new RequestRefusedException("unknown_transaction", $"There is no transaction {PlainText.Shown(reference)}. Send the transaction first, then its files.");
                }

                var withNewFile = await AttachmentStore.AddAsync(t, [Stored(accepted, id)], cancellationToken);
                await RealTimeExport.EnqueueAsync(t, withNewFile, cancellationToken);
                var hash = SHA256.HashData(accepted.Content);
                return (await AttachmentList.OfDocumentsAsync(t, [id], cancellationToken))[id].Single(a => a.Sha256.AsSpan().SequenceEqual(hash));
            },
            cancellationToken);
    }

    /// <summary>Removes a file from its transaction, here and from every accounting system that has it and can delete it.</summary>
    /// <returns>The file as it was, and the jobs that delete it in accounting systems.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_attachment</c>.</exception>
    public async Task<(ListedAttachment Deleted, IReadOnlyList<JobId> Jobs)> DeleteAttachmentAsync(TenantId tenant, AttachmentId attachment, CancellationToken cancellationToken)
    {
        var jobs = new List<JobId>();
        ListedAttachment? deleted = null;
        await database.InTenantAsync(
            tenant,
            async t =>
            {
                jobs.Clear();
                deleted = (await AttachmentList.FindAsync(t, [attachment], cancellationToken)).GetValueOrDefault(attachment);
                if (await AttachmentStore.DeleteAsync(t, attachment, clock.GetUtcNow(), cancellationToken) is not { } document)
                {
                    throw new RequestRefusedException("unknown_attachment", $"There is no attachment {GlobalId.Of(GlobalId.Attachment, attachment.Value)}, or it was deleted already. List the transaction's attachments.");
                }

                foreach (var connection in await SyncAttachmentStore.ConnectionsAsync(t, attachment, cancellationToken))
                {
                    jobs.Add(await Mailbox.EnqueueAsync(
                        t,
                        new NewJob(connection, JobKinds.DeleteAttachment, JobPriority.Interactive) { Payload = JsonSerializer.Serialize(new { attachmentId = attachment.Value }) },
                        cancellationToken));
                }

                // A document that was parked because of the file can be exported now.
                await RealTimeExport.EnqueueAsync(t, [document], cancellationToken);
            },
            cancellationToken);
        return (deleted!, jobs);
    }

    private static IncomingFile Accepted(IncomingFile file, string field)
    {
        var name = AttachmentRules.Trimmed(file.FileName);
        return (AttachmentRules.FileName(name) ?? AttachmentRules.Content(name, file.Content)) is { } problem
            ? throw new RequestRefusedException(problem.Code, $"The file '{PlainText.Shown(name)}' {problem.Text} Nothing was stored.") { Field = field }
            : file with { FileName = name };
    }

    private static NewAttachment Stored(IncomingFile file, DocumentId document) =>
        new(document, file.FileName, AttachmentRules.ContentType(file.FileName), file.Content);
}
