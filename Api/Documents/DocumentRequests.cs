using System.Security.Cryptography;
using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.Documents;

/// <summary>A file that comes with a transaction, by the transaction's source reference.</summary>
public sealed record IncomingFile(string SourceReference, string FileName, string ContentType, byte[] Content);

/// <summary>Takes documents and their files in.</summary>
public sealed class DocumentRequests(LedgerDatabase database, Mailbox mailbox, TimeProvider clock)
{
    /// <summary>Inserts or updates transactions by source reference and adds their files; connections that sync in real time export them at once.</summary>
    /// <param name="keepStatusOf">References whose status is for new ones alone: what is there keeps its own.</param>
    /// <returns>For each source reference.</returns>
    /// <exception cref="RequestRefusedException"><c>invalid_transaction</c>, <c>invalid_file</c>, <c>duplicate_reference</c>, or <c>unknown_transaction</c>: a file names a transaction that is not among those given; nothing was taken in.</exception>
    public async Task<IReadOnlyDictionary<string, Upserted>> ImportAsync(
        TenantId tenant, IReadOnlyList<BankTransaction> transactions, IReadOnlyList<IncomingFile> files, CancellationToken cancellationToken, IReadOnlyCollection<string>? keepStatusOf = null)
    {
        foreach (var transaction in transactions)
        {
            if (TransactionRules.Faults(transaction).FirstOrDefault() is { } fault)
            {
                throw new RequestRefusedException("invalid_transaction", $"Transaction {PlainText.Shown(transaction.SourceReference)} cannot be taken: {fault} Nothing was taken in.");
            }
        }

        foreach (var file in files)
        {
            Check(file);
        }

        if (transactions.GroupBy(t => t.SourceReference, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new RequestRefusedException(
                "duplicate_reference", $"Transaction {twice.Key} stands {twice.Count()} times in this import. Send each reference once; nothing was taken in.");
        }

        var woken = new List<ConnectionId>();
        var ids = await database.InTenantAsync(
            tenant,
            async t =>
            {
                woken.Clear();
                var made = await BankTransactionStore.UpsertAsync(t, transactions, keepStatusOf ?? [], cancellationToken);
                if (files.FirstOrDefault(f => !made.ContainsKey(f.SourceReference)) is { } stray)
                {
                    throw new RequestRefusedException(
                        "unknown_transaction", $"The file {stray.FileName} names transaction {stray.SourceReference}, which is not in this import. Send them together; nothing was taken in.");
                }

                if (files.Count > 0)
                {
                    await AttachmentStore.AddAsync(t, [.. files.Select(f => new NewAttachment(made[f.SourceReference].Id, f.FileName, f.ContentType, f.Content))], cancellationToken);
                }

                foreach (var row in await ConnectionStore.ListAsync(t, cancellationToken))
                {
                    if (row.Connection is { HasConsent: true, Settings: { Frequency: SyncFrequency.RealTime, SyncBankTransactions: true } } connection)
                    {
                        await mailbox.EnqueueAsync(
                            t, new NewJob(connection.Id, JobKinds.ExportTransactions, JobPriority.Automatic) { Documents = [.. made.Values.Select(m => m.Id)] }, cancellationToken);
                        woken.Add(connection.Id);
                    }
                }

                return made;
            },
            cancellationToken);
        woken.ForEach(mailbox.Announce);
        return ids;
    }

    /// <summary>Adds a file to a transaction that is there already.</summary>
    /// <returns>As it is kept.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>, <c>invalid_file</c>.</exception>
    public async Task<ListedAttachment> AttachAsync(TenantId tenant, IncomingFile file, CancellationToken cancellationToken)
    {
        Check(file);
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

                await AttachmentStore.AddAsync(t, [new NewAttachment(id, file.FileName, file.ContentType, file.Content)], cancellationToken);
                var hash = SHA256.HashData(file.Content);
                return (await AttachmentList.OfDocumentsAsync(t, [id], cancellationToken))[id].Single(a => a.Sha256.AsSpan().SequenceEqual(hash));
            },
            cancellationToken);
    }

    /// <summary>Takes a file off its transaction, here and wherever it was sent and the provider can delete it.</summary>
    /// <returns>As it was, and the jobs that take it away.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_attachment</c>.</exception>
    public async Task<(ListedAttachment Deleted, IReadOnlyList<JobId> Jobs)> DeleteAttachmentAsync(TenantId tenant, AttachmentId attachment, CancellationToken cancellationToken)
    {
        var jobs = new List<JobId>();
        ListedAttachment? deleted = null;
        var connections = await database.InTenantAsync(
            tenant,
            async t =>
            {
                jobs.Clear();
                deleted = (await AttachmentList.FindAsync(t, [attachment], cancellationToken)).GetValueOrDefault(attachment);
                if (await AttachmentStore.DeleteAsync(t, attachment, clock.GetUtcNow(), cancellationToken) is null)
                {
                    throw new RequestRefusedException("unknown_attachment", $"There is no attachment {GlobalId.Of(GlobalId.Attachment, attachment.Value)}, or it was deleted already. List the transaction's attachments.");
                }

                var sentTo = await SyncAttachmentStore.ConnectionsAsync(t, attachment, cancellationToken);
                foreach (var connection in sentTo)
                {
                    jobs.Add(await mailbox.EnqueueAsync(
                        t,
                        new NewJob(connection, JobKinds.DeleteAttachment, JobPriority.Interactive) { Payload = JsonSerializer.Serialize(new { attachmentId = attachment.Value }) },
                        cancellationToken));
                }

                return sentTo;
            },
            cancellationToken);
        foreach (var connection in connections)
        {
            mailbox.Announce(connection);
        }

        return (deleted!, jobs);
    }

    private static void Check(IncomingFile file)
    {
        if (file.Content.Length == 0)
        {
            throw new RequestRefusedException("invalid_file", $"The file {PlainText.Shown(file.FileName)} is empty. Send it again with its content; nothing was taken in.");
        }

        if (AttachmentRules.FileName(file.FileName) is { } wrongName)
        {
            throw new RequestRefusedException("invalid_file", $"The file name '{PlainText.Shown(file.FileName)}' {wrongName} Nothing was taken in.");
        }

        if (AttachmentRules.ContentType(file.ContentType) is { } wrongType)
        {
            throw new RequestRefusedException("invalid_file", $"The content type '{PlainText.Shown(file.ContentType)}' of {file.FileName} {wrongType} Nothing was taken in.");
        }
    }
}
