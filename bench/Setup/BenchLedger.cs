using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Demo;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Bench.Setup;

/// <summary>A job that was asked for.</summary>
internal sealed record BenchJob(TenantId Tenant, JobId Id);

/// <summary>When a job was asked for, begun and ended, by the clock of this machine, which all parts share.</summary>
internal sealed record JobTimes(DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>What a measurement asks of the product, through the services that the client embeds.</summary>
internal sealed class BenchLedger(EmbeddedLedger client, TimeProvider time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_endWithin = TimeSpan.FromMinutes(10);

    private readonly LedgerDatabase _database = client.Services.GetRequiredService<LedgerDatabase>();
    private readonly JobRequests _jobs = client.Services.GetRequiredService<JobRequests>();
    private readonly LedgerRedis _redis = client.Services.GetRequiredService<LedgerRedis>();

    /// <summary>Connects to Redis: announcements go out only over a connection that stands.</summary>
    public async Task OpenAsync()
    {
        if (await _redis.DatabaseAsync() is null)
        {
            throw new DemoException("Redis does not answer, so wake-ups cannot be announced. The log of redis says why.");
        }
    }

    /// <summary>Starts the export of the same references on every connection.</summary>
    public async Task<IReadOnlyList<BenchJob>> ExportAsync(IReadOnlyList<BenchConnection> connections, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var jobs = new List<BenchJob>();
        foreach (var connection in connections)
        {
            jobs.Add(new BenchJob(connection.Tenant, await _jobs.ExportAsync(connection.Tenant, connection.Id, references, force: false, idempotencyKey: null, cancellationToken)));
        }

        return jobs;
    }

    /// <summary>Asks for a test of the connection, as a person at a dashboard does.</summary>
    public async Task<BenchJob> TestAsync(BenchConnection connection, CancellationToken cancellationToken) =>
        new(connection.Tenant, await _jobs.CommandAsync(connection.Tenant, connection.Id, JobKinds.TestConnection, cancellationToken));

    /// <summary>The same where the announcement over Redis is lost: the silos find the work by looking.</summary>
    public async Task<BenchJob> TestUnannouncedAsync(BenchConnection connection, CancellationToken cancellationToken) =>
        new(connection.Tenant, await _database.InTenantAsync(
            connection.Tenant,
            t => Mailbox.EnqueueAsync(t, new NewJob(connection.Id, JobKinds.TestConnection, JobPriority.Interactive), cancellationToken),
            cancellationToken));

    public async Task<JobProgress> ReadAsync(BenchJob job, CancellationToken cancellationToken) =>
        await _jobs.FindAsync(job.Tenant, job.Id, cancellationToken) ?? throw new DemoException($"The job {job.Id} is gone.");

    /// <summary>Returns when the job has been completed, with all its documents exported.</summary>
    /// <exception cref="DemoException">It ended otherwise, or not within ten minutes.</exception>
    public async Task WaitAsync(BenchJob job, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var progress = await ReadAsync(job, cancellationToken);
            if (JobMachine.IsFinal(progress.Job.Status))
            {
                Expect(progress);
                return;
            }

            if (time.GetElapsedTime(began) > s_endWithin)
            {
                throw new DemoException($"The job {job.Id} ({progress.Job.Kind}) was still {progress.Job.Status} after {s_endWithin.TotalMinutes:0} minutes ({progress.Job.WaitingFor}). The silos' logs say why.");
            }

            await Task.Delay(s_lookEvery, time, cancellationToken);
        }
    }

    /// <summary>A figure of work that went wrong would mean nothing.</summary>
    public static void Expect(JobProgress progress)
    {
        if (progress.Job.Status != JobStatus.Completed || progress.Documents.GetValueOrDefault(Text.Of(DocumentOutcome.Synced)) != progress.Job.Total)
        {
            throw new DemoException(
                $"The job {progress.Job.Id} ({progress.Job.Kind}) ended {progress.Job.Status} {progress.Job.ErrorText}, its documents {string.Join(", ", progress.Documents.Select(pair => $"{pair.Key}: {pair.Value}"))}; all {progress.Job.Total} should be synced. The silos' logs say why.");
        }
    }

    public async Task<JobTimes> TimesAsync(BenchJob job, CancellationToken cancellationToken) =>
        await _database.InTenantAsync(
            job.Tenant,
            async t =>
            {
                await using var command = new NpgsqlCommand("select created_at, started_at, finished_at from job where id = $1", t.Connection, t.Transaction);
                command.Parameters.AddWithValue(job.Id.Value);
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                return await row.ReadAsync(cancellationToken)
                    ? new JobTimes(row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset?>(1), row.GetFieldValue<DateTimeOffset?>(2))
                    : throw new DemoException($"The job {job.Id} is gone.");
            },
            cancellationToken);
}
