using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.SyncLog;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Live;

/// <summary>A job as it stands now.</summary>
/// <param name="EventId">Give it as <c>after</c> to go on from here.</param>
/// <param name="JobId">The job.</param>
/// <param name="ConnectionId">Whose work it is.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Total">Documents it has.</param>
/// <param name="Progress">How many came out how.</param>
/// <param name="WaitingFor">Why it waits.</param>
/// <param name="ErrorCode">Why it failed, for programs.</param>
/// <param name="ErrorText">Why it failed, for people.</param>
public sealed record JobChange(
    string EventId, [property: ID] string JobId, [property: ID] string ConnectionId, SyncJobKind Kind, JobStatus Status, int Total, SyncJobProgress Progress, string? WaitingFor, string? ErrorCode, string? ErrorText);

/// <summary>A connection as it stands now.</summary>
/// <param name="EventId">Give it as <c>after</c> to go on from here.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Provider">The accounting system's key.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="Reason">Why it does not.</param>
/// <param name="Company">The remote company's name.</param>
public sealed record ConnectionChange(string EventId, [property: ID] string ConnectionId, string Provider, ConnectionStatus Status, string? Reason, string? Company);

/// <summary>One call to an accounting system: never a body, token or header.</summary>
/// <param name="EventId">Give it as <c>after</c> to go on from here.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="JobId">For which job; null where it was for none, as when tokens are renewed.</param>
/// <param name="At">When the answer had come, or the wait for it was over.</param>
/// <param name="Operation">What it was for.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without secrets.</param>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">The accounting system's words.</param>
/// <param name="DurationMs">Milliseconds to the answer.</param>
public sealed record LoggedCall(
    string EventId, [property: ID] string ConnectionId, [property: ID] string? JobId, DateTimeOffset At, string Operation, string Method, string Path, int? Status, CallOutcome Outcome, string? Detail, int DurationMs);

[QueryType]
public static class LiveQueries
{
    /// <summary>The tenant's newest event. Ask for it, then read the state, then subscribe with it as <c>after</c>: nothing in between is missed.</summary>
    [Authorize("viewer")]
    public static async Task<string> GetLatestEventIdAsync(ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken) =>
        (await EventStore.ExtentAsync(database.Reader(user.Tenant()), cancellationToken)).Head.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What happens in the tenant, as it happens. A client that was away gives the last event id it saw as <c>after</c> and misses nothing.</summary>
[SubscriptionType]
public static class LiveSubscriptions
{
    /// <summary>Events read in one query.</summary>
    private const int BatchSize = 500;

    /// <summary>One job: its state now, then every further one, the newest where they come faster than they are taken. Completes when the job has ended.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="after">The last event id that was seen: the states since, instead of the state now.</param>
    [Subscribe]
    [Authorize("viewer")]
    public static async IAsyncEnumerable<JobChange> JobProgress(
        [ID] string jobId, string? after, ClaimsPrincipal user, EventFeed feed, KeyWatch keys, LedgerDatabase database, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = new JobId(Id(GlobalId.Job, jobId, "a job"));
        using var key = keys.Hold(user);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, key.Ended);
        await using var subscription = await InAsync(() => OpenAsync(feed, user.Tenant(), EventFilter.JobProgress(id), after, either.Token), key);
        var now = await InAsync(() => StateAsync(database, user.Tenant(), id, subscription.After, either.Token), key);
        var ended = JobMachine.IsFinal(now.Status);
        if (ended && after is not null)
        {
            // All there will ever be is on the table; the last of it may have been seen.
            var missed = await InAsync(() => MissedAsync(database, user.Tenant(), id, subscription.After, either.Token), key);
            foreach (var change in missed)
            {
                yield return change;
            }

            if (missed is [.., var last] && JobMachine.IsFinal(last.Status))
            {
                yield break;
            }
        }

        if (after is null || ended)
        {
            yield return now;
        }

        await using var events = subscription.ReadAsync(either.Token).GetAsyncEnumerator(either.Token);
        while (!ended && await InAsync(() => events.MoveNextAsync().AsTask(), key))
        {
            var change = JobOf(events.Current, JsonElement.Parse(events.Current.Payload));
            ended = JobMachine.IsFinal(change.Status);
            yield return change;
        }
    }

    /// <summary>Every state of every job.</summary>
    /// <param name="after">The last event id that was seen; without it, from now on.</param>
    [Subscribe]
    [Authorize("viewer")]
    public static Task<IAsyncEnumerable<JobChange>> JobsChanged(string? after, ClaimsPrincipal user, EventFeed feed, KeyWatch keys, CancellationToken cancellationToken) =>
        SubscribeAsync(feed, keys, user, EventFilter.JobsChanged, after, JobOf, cancellationToken);

    /// <summary>Every state of the tenant's connections, or of one.</summary>
    /// <param name="connectionId">The connection; without it, all.</param>
    /// <param name="after">The last event id that was seen; without it, from now on.</param>
    [Subscribe]
    [Authorize("viewer")]
    public static Task<IAsyncEnumerable<ConnectionChange>> ConnectionChanged([ID] string? connectionId, string? after, ClaimsPrincipal user, EventFeed feed, KeyWatch keys, CancellationToken cancellationToken) =>
        SubscribeAsync(feed, keys, user, EventFilter.ConnectionChanged(Connection(connectionId)), after, ConnectionOf, cancellationToken);

    /// <summary>Every call to an accounting system.</summary>
    /// <param name="connectionId">Of one connection; without it, of all.</param>
    /// <param name="after">The last event id that was seen; without it, from now on.</param>
    [Subscribe]
    [Authorize("viewer")]
    public static Task<IAsyncEnumerable<LoggedCall>> SyncLogged([ID] string? connectionId, string? after, ClaimsPrincipal user, EventFeed feed, KeyWatch keys, CancellationToken cancellationToken) =>
        SubscribeAsync(feed, keys, user, EventFilter.SyncLogged(Connection(connectionId)), after, CallOf, cancellationToken);

    /// <summary>Takes the subscriber's place before it returns: a client misses nothing from the answer on that says that its subscription has begun.</summary>
    private static async Task<IAsyncEnumerable<T>> SubscribeAsync<T>(
        EventFeed feed, KeyWatch keys, ClaimsPrincipal user, EventFilter filter, string? after, Func<LedgerEvent, JsonElement, T> read, CancellationToken cancellationToken)
    {
        var key = keys.Hold(user);
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, key.Ended);
        try
        {
            var subscription = await InAsync(() => OpenAsync(feed, user.Tenant(), filter, after, either.Token), key);
            // A client that leaves before the first event is read must not keep its place.
            var left = cancellationToken.UnsafeRegister(
                _ =>
                {
                    key.Dispose();
                    _ = subscription.DisposeAsync().AsTask();
                },
                null);
            return ReadAsync(subscription, key, either, left, read);
        }
        catch
        {
            either.Dispose();
            key.Dispose();
            throw;
        }
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        EventSubscription subscription, KeyHold key, CancellationTokenSource either, CancellationTokenRegistration left, Func<LedgerEvent, JsonElement, T> read)
    {
        using var held = key;
        using var ended = either;
        await using var place = subscription;
        await using var registration = left;
        await using var events = subscription.ReadAsync(either.Token).GetAsyncEnumerator(either.Token);
        while (await InAsync(() => events.MoveNextAsync().AsTask(), key))
        {
            yield return read(events.Current, JsonElement.Parse(events.Current.Payload));
        }
    }

    /// <exception cref="GraphQLException"><c>UNKNOWN_JOB</c>.</exception>
    private static async Task<JobChange> StateAsync(LedgerDatabase database, TenantId tenant, JobId id, long sequence, CancellationToken cancellationToken)
    {
        // The counts after the job: of a job that has ended they are the last.
        var reader = database.Reader(tenant);
        var job = (await JobList.FindAsync(reader, [id], cancellationToken)).GetValueOrDefault(id)?.Job;
        var counts = (await JobCounts.OfAsync(reader, [id], cancellationToken)).GetValueOrDefault(id);
        return job is null || counts is null
            ? throw new GraphQLException($"There is no job {GlobalId.Of(GlobalId.Job, id.Value)}. List the jobs to find it.", "UNKNOWN_JOB")
            : new JobChange(
                EventId(sequence),
                GlobalId.Of(GlobalId.Job, id.Value),
                GlobalId.Of(GlobalId.Connection, job.ConnectionId.Value),
                Storage.Database.Text.Read<SyncJobKind>(job.Kind),
                job.Status,
                job.Total,
                SyncJobProgress.Of(counts),
                job.WaitingFor,
                job.ErrorCode,
                job.ErrorText);
    }

    /// <summary>The states of a job in the events after that one.</summary>
    private static async Task<List<JobChange>> MissedAsync(LedgerDatabase database, TenantId tenant, JobId id, long after, CancellationToken cancellationToken)
    {
        var changes = new List<JobChange>();
        List<LedgerEvent> events;
        do
        {
            events = await EventStore.SinceAsync(database.Reader(tenant), after, BatchSize, cancellationToken);
            changes.AddRange(events.Where(e => e.Kind == EventKinds.Job && e.SubjectId == id.Value).Select(e => JobOf(e, JsonElement.Parse(e.Payload))));
            after = events is [.., var last] ? last.Sequence : after;
        }
        while (events.Count == BatchSize);

        return changes;
    }

    private static Task<EventSubscription> OpenAsync(EventFeed feed, TenantId tenant, EventFilter filter, string? after, CancellationToken cancellationToken)
    {
        long? sequence = after is null ? null
            : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
            : throw new GraphQLException($"'{after}' is no event id. Give the eventId of the last event you saw, or leave it out.", "INVALID_EVENT_ID");
        return feed.OpenAsync(tenant, filter, sequence, cancellationToken);
    }

    /// <summary>One step of a subscription, and in the client's words why there is none.</summary>
    private static async Task<T> InAsync<T>(Func<Task<T>> step, KeyHold key)
    {
        try
        {
            // Events that wait already are not for who has lost the key.
            key.Ended.ThrowIfCancellationRequested();
            return await step();
        }
        catch (OperationCanceledException) when (key.Ended.IsCancellationRequested)
        {
            throw new GraphQLException("The API key of this subscription was revoked. Subscribe again with a key that works.", "KEY_REVOKED");
        }
        catch (SubscriptionEndedException e)
        {
            throw Ended(e);
        }
    }

    private static GraphQLException Ended(SubscriptionEndedException e) => new(new GraphQLError(e.Message)
    {
        Code = e.Code.ToUpperInvariant(),
        Extensions = e.ResumeAfter is { } resume ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["resumeAfter"] = EventId(resume) } : null,
    });

    private static Guid Id(char kind, string text, string what) =>
        GlobalId.TryRead(kind, text, out var id) ? id : throw new GraphQLException($"'{text}' is not the id of {what}.", "INVALID_ID");

    private static ConnectionId? Connection(string? id) => id is null ? null : new ConnectionId(Id(GlobalId.Connection, id, "a connection"));

    private static string EventId(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement payload, string name) => payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JobChange JobOf(LedgerEvent happened, JsonElement payload) => new(
        EventId(happened.Sequence),
        GlobalId.Of(GlobalId.Job, happened.SubjectId),
        GlobalId.Of(GlobalId.Connection, payload.GetProperty("connectionId").GetGuid()),
        Storage.Database.Text.Read<SyncJobKind>(payload.GetProperty("kind").GetString()!),
        Enum.Parse<JobStatus>(payload.GetProperty("status").GetString()!, ignoreCase: true),
        payload.GetProperty("total").GetInt32(),
        SyncJobProgress.Of(payload.GetProperty("progress").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal)),
        Text(payload, "waitingFor"),
        Text(payload, "errorCode"),
        Text(payload, "errorText"));

    private static ConnectionChange ConnectionOf(LedgerEvent happened, JsonElement payload) => new(
        EventId(happened.Sequence),
        GlobalId.Of(GlobalId.Connection, happened.SubjectId),
        payload.GetProperty("provider").GetString()!,
        Enum.Parse<ConnectionStatus>(payload.GetProperty("status").GetString()!, ignoreCase: true),
        Text(payload, "reason"),
        Text(payload, "company"));

    private static LoggedCall CallOf(LedgerEvent happened, JsonElement payload) => new(
        EventId(happened.Sequence),
        GlobalId.Of(GlobalId.Connection, happened.SubjectId),
        payload.TryGetProperty("jobId", out var job) && job.ValueKind == JsonValueKind.String ? GlobalId.Of(GlobalId.Job, job.GetGuid()) : null,
        payload.GetProperty("at").GetDateTimeOffset(),
        payload.GetProperty("operation").GetString()!,
        payload.GetProperty("method").GetString()!,
        payload.GetProperty("path").GetString()!,
        payload.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : null,
        Storage.Database.Text.Read<CallOutcome>(payload.GetProperty("outcome").GetString()!),
        Text(payload, "detail"),
        payload.GetProperty("durationMs").GetInt32());
}
