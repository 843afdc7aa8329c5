using System.Buffers.Text;
using System.Security.Claims;
using Npgsql;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Live;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>The owner's way to the tables, which row-level security does not bind. No field may go it; those here do, to see whether that shows.</summary>
public sealed class OwnersWay(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public async Task<List<T>> AskAsync<T>(string sql, CancellationToken cancellationToken, Guid? parameter = null)
    {
        await using var command = _source.CreateCommand(sql);
        if (parameter is { } given)
        {
            command.Parameters.AddWithValue(given);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.GetFieldValue<T>(0));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>The UUID in a global id, of whatever kind.</summary>
    internal static Guid Guid(string id) => Base64Url.IsValid(id) && Base64Url.DecodeFromChars(id) is { Length: >= 17 } bytes ? new Guid(bytes.AsSpan(1, 16), bigEndian: true) : System.Guid.Empty;
}

/// <summary>What leaks by being read.</summary>
[QueryType]
public static class LeakingQueries
{
    /// <summary>Gives everybody's texts.</summary>
    [Authorize("viewer")]
    public static async Task<IReadOnlyList<string>> GetEveryDescriptionAsync(OwnersWay owner, CancellationToken cancellationToken) =>
        await owner.AskAsync<string>("select description from bank_transaction", cancellationToken);

    /// <summary>Gives whatever has that id, and no text: only the id of something near.</summary>
    [Authorize("viewer")]
    [return: ID]
    public static async Task<string?> GetConnectionOfAsync([ID] string jobId, OwnersWay owner, CancellationToken cancellationToken) =>
        (await owner.AskAsync<Guid>("select connection_id from job where id = $1", cancellationToken, OwnersWay.Guid(jobId))).Select(c => Base64Url.EncodeToString([(byte)'c', .. c.ToByteArray(bigEndian: true)])).FirstOrDefault();
}

/// <summary>What leaks below an object of the caller's own.</summary>
[ObjectType<AccountingConnection>]
public static class LeakingConnection
{
    public static async Task<IReadOnlyList<string>> GetNamesOfAccountsAsync([ID] string otherConnectionId, OwnersWay owner, CancellationToken cancellationToken) =>
        await owner.AskAsync<string>("select name from account where connection_id = $1", cancellationToken, OwnersWay.Guid(otherConnectionId));
}

public sealed record LeakingInput([property: ID] string JobId);

public sealed record LeakingPayload(bool Done);

/// <summary>What touches.</summary>
[MutationType]
public static class LeakingMutations
{
    [Authorize("operator")]
    public static async Task<LeakingPayload> StopAnyJobAsync(LeakingInput input, OwnersWay owner, CancellationToken cancellationToken)
    {
        await owner.AskAsync<Guid>("update job set cancel_requested = true where id = $1 returning id", cancellationToken, OwnersWay.Guid(input.JobId));
        return new LeakingPayload(Done: true);
    }
}

/// <summary>What takes the tenant from an argument.</summary>
[SubscriptionType]
public static class LeakingSubscriptions
{
    [Subscribe]
    [Authorize("viewer")]
    public static async IAsyncEnumerable<string> EventsOf(
        [ID] string connectionId, OwnersWay owner, EventFeed feed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var tenant in await owner.AskAsync<Guid>("select tenant_id from connection where id = $1", cancellationToken, OwnersWay.Guid(connectionId)))
        {
            await foreach (var happened in feed.SubscribeAsync(new TenantId(tenant), new EventFilter(), afterSequence: null, cancellationToken))
            {
                yield return happened.Payload;
            }
        }
    }
}

/// <summary>What forgets to say whose rows it wants, and goes the way that all fields go.</summary>
[QueryType]
public static class ForgetfulQueries
{
    [Authorize("viewer")]
    public static Task<IReadOnlyList<string>> GetEverythingInAsync(string table, ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken) => database.InTenantAsync(
        user.Tenant(),
        async t =>
        {
            // The hash of a key's secret is not for the application to read at all.
            var columns = table == "api_key" ? "(r.id, r.tenant_id, r.name)" : "r";
            await using var command = new NpgsqlCommand($"select {columns}::text from {table} r", t.Connection, t.Transaction);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(reader.GetString(0));
            }

            return (IReadOnlyList<string>)rows;
        },
        cancellationToken);
}
