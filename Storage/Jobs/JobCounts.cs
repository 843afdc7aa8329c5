using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Jobs;

/// <summary>How far a job is: its documents by outcome, and how fast they have been settled of late.</summary>
public sealed class JobCounts
{
    private static readonly TimeSpan s_lately = TimeSpan.FromMinutes(1);

    public JobId JobId { get; init; }

    /// <summary>As asked for; 0 where the job has no documents.</summary>
    public int Total { get; init; }

    /// <summary>With work left.</summary>
    public int Open { get; init; }

    public int Synced { get; init; }

    public int Unchanged { get; init; }

    public int Parked { get; init; }

    public int Refused { get; init; }

    public int Failed { get; init; }

    public int Cancelled { get; init; }

    public int Done => Synced + Unchanged + Parked + Refused + Failed + Cancelled;

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Documents settled in the minute before the question.</summary>
    public int SettledLastMinute { get; init; }

    /// <summary>How long the open documents take at the rate of the last minute; null where nothing tells.</summary>
    public TimeSpan? Remaining(DateTimeOffset now)
    {
        if (FinishedAt is not null || Open == 0)
        {
            return TimeSpan.Zero;
        }

        if (StartedAt is not { } startedAt || SettledLastMinute == 0)
        {
            return null;
        }

        var span = now - startedAt;
        return (span < s_lately && span > TimeSpan.Zero ? span : s_lately) * ((double)Open / SettledLastMinute);
    }

    /// <summary>The counts of many jobs in one statement.</summary>
    public static async Task<IReadOnlyDictionary<JobId, JobCounts>> OfAsync(LedgerReader reader, IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<JobCounts>(
            "job_progress_of", new { TenantId = reader.TenantId.Value, JobIds = jobs.Select(j => j.Value).ToArray() }, cancellationToken))
            .ToDictionary(c => c.JobId);
}
