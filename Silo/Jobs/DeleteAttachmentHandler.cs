using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Jobs;

/// <summary>Takes a file the user removed away from the remote entry, where the provider can. Safe to repeat.</summary>
internal sealed class DeleteAttachmentHandler : IJobHandler
{
    public string Kind => JobKinds.DeleteAttachment;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        var name = turn.Provider.Manifest.DisplayName;
        if (turn.Provider is not IDeletesAttachments port)
        {
            return JobStep.Discard("not_supported", $"{name} lets no program delete a file. Remove it there by hand; it is not sent again.");
        }

        var attachment = new AttachmentId(JsonSerializer.Deserialize<Payload>(job.Payload, JsonSerializerOptions.Web)!.AttachmentId);
        foreach (var sent in await turn.Ledger.InTurnAsync(t => turn.Attachments.OfAsync(t, attachment, cancellationToken), cancellationToken))
        {
            var record = (await turn.Ledger.InTurnAsync(t => turn.Records.HistoryAsync(t, new DocumentId(sent.DocumentId), cancellationToken), cancellationToken))
                .FirstOrDefault(r => r.Entry == sent.Entry && r.RemoteId is not null);
            if (record is not null && await RemoveAsync(turn, port, record, sent, cancellationToken) is { } failure)
            {
                return JobStep.From(failure, job, turn);
            }

            await turn.CommitAsync(t => turn.Attachments.RemoveAsync(t, attachment, sent.Entry, turn.Clock.GetUtcNow(), cancellationToken), cancellationToken);
        }

        return JobStep.Completed();
    }

    private static async Task<ProviderFailure?> RemoveAsync(Turn turn, IDeletesAttachments port, SyncRecord record, SyncAttachment sent, CancellationToken cancellationToken)
    {
        var parent = new RemoteEntry(record.RemoteId!, record.RemoteNumber, record.RemoteVersion);
        var there = sent.RemoteId is { } id ? new RemoteEntry(id, Version: sent.RemoteVersion) : null;
        if (there is null && turn.Provider is IWritesAttachments writer)
        {
            // Sent, and its outcome never recorded: look before it is taken for absent.
            var found = await writer.FindAttachmentAsync(turn.Calls, turn.Company, parent, sent.FileName, cancellationToken);
            if (!found.Succeeded)
            {
                return found.Failure;
            }

            there = found.Value;
        }

        return there is null ? null : (await port.DeleteAttachmentAsync(turn.Calls, turn.Company, parent, there, cancellationToken)).Failure;
    }

    private sealed record Payload(Guid AttachmentId);
}
