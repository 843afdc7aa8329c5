using OrleansLedger.Api.Live;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>Waits for jobs to end: told by events, with the database as the truth.</summary>
public sealed class JobEnd(LedgerDatabase database, EventFeed feed, TimeProvider clock)
{
    /// <summary>Returns when the job has ended, or the time is up.</summary>
    /// <returns>The job as it stands then.</returns>
    public async Task<ListedJob> WaitAsync(TenantId tenant, JobId id, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            // Listens before it looks: an end between the two is heard.
            await using var subscription = await feed.OpenAsync(tenant, EventFilter.JobProgress(id), afterSequence: null, either.Token);
            await using var events = subscription.ReadAsync(either.Token).GetAsyncEnumerator(either.Token);
            while (true)
            {
                var job = await FindAsync(tenant, id, either.Token);
                if (JobMachine.IsFinal(job.Job.Status) || !await events.MoveNextAsync())
                {
                    return job;
                }
            }
        }
        catch (Exception e) when (e is SubscriptionEndedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Events are for being quick; the row says how it is.
            return await FindAsync(tenant, id, cancellationToken);
        }
    }

    private async Task<ListedJob> FindAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) =>
        (await JobList.FindAsync(database.Reader(tenant), [id], cancellationToken))[id];
}
