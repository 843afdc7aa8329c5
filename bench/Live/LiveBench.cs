using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Api.Live;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Bench.Turns;
using OrleansLedger.Demo;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Bench.Live;

/// <summary>
/// Exports while many subscribe: half of them to all jobs, before the job exists; the other half to its progress, once it has been asked for, from where
/// the first half began. Measured is how long after its end each has heard of it.
/// </summary>
internal sealed class LiveBench(BenchOptions options, EmbeddedLedger client, BenchLedger ledger, BenchScreen screen, TimeProvider time)
{
    /// <summary>Hearing of the end never takes as long; a subscriber that has not by then never will.</summary>
    private static readonly TimeSpan s_hearWithin = TimeSpan.FromSeconds(30);

    private readonly EventFeed _feed = client.Services.GetRequiredService<EventFeed>();

    public async Task<LiveFigures> RunAsync(BenchConnection connection, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var subscriptions = new List<EventSubscription>();
        try
        {
            var began = time.GetTimestamp();
            await OpenAsync(subscriptions, (options.Subscriptions + 1) / 2, connection.Tenant, EventFilter.JobsChanged, after: null, cancellationToken);
            var took = time.GetElapsedTime(began);
            screen.Step($"{subscriptions.Count} subscriptions opened in {took.TotalSeconds:0.00} s; exporting");
            var job = (await ledger.ExportAsync([connection], connection.References, cancellationToken))[0];
            began = time.GetTimestamp();
            await OpenAsync(subscriptions, options.Subscriptions - subscriptions.Count, connection.Tenant, EventFilter.JobProgress(job.Id), subscriptions[0].After, cancellationToken);
            took += time.GetElapsedTime(began);

            var listeners = subscriptions.ConvertAll(subscription => Task.Run(() => ListenAsync(subscription, job.Id, giveUp.Token), CancellationToken.None));
            await ledger.WaitAsync(job, cancellationToken);
            giveUp.CancelAfter(s_hearWithin);
            var heard = await Task.WhenAll(listeners);
            var times = await ledger.TimesAsync(job, cancellationToken);
            return new LiveFigures(
                subscriptions.Count,
                connection.References.Count,
                took.TotalSeconds,
                (times.FinishedAt!.Value - times.CreatedAt).TotalSeconds,
                heard.Sum(each => (long)each.States),
                Latency.Of(heard.Select(each => each.At - times.FinishedAt.Value)));
        }
        catch (OperationCanceledException e) when (giveUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"A subscriber had not heard of the job's end {s_hearWithin.TotalSeconds:0} s after it.", e);
        }
        finally
        {
            foreach (var subscription in subscriptions)
            {
                await subscription.DisposeAsync();
            }
        }
    }

    private async Task OpenAsync(List<EventSubscription> subscriptions, int count, TenantId tenant, EventFilter filter, long? after, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            subscriptions.Add(await _feed.OpenAsync(tenant, filter, after, cancellationToken));
        }
    }

    /// <summary>Listens until the job has ended, as a client does: every state is read.</summary>
    private async Task<(DateTimeOffset At, int States)> ListenAsync(EventSubscription subscription, JobId job, CancellationToken cancellationToken)
    {
        var states = 0;
        await foreach (var happened in subscription.ReadAsync(cancellationToken))
        {
            if (happened.Kind != EventKinds.Job || happened.SubjectId != job.Value)
            {
                continue;
            }

            states++;
            using var payload = JsonDocument.Parse(happened.Payload);
            if (JobMachine.IsFinal(Text.Read<JobStatus>(payload.RootElement.GetProperty("status").GetString()!)))
            {
                return (time.GetUtcNow(), states);
            }
        }

        throw new DemoException("A subscription ended by itself.");
    }
}
