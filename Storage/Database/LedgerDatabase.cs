using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;
using Polly;
using Polly.Retry;

namespace OrleansLedger.Storage.Database;

/// <summary>
/// The way to the ledger's tables, one tenant at a time. Units of work are repeated while PostgreSQL is away or breaks them off
/// (restart, serialization failure), so they must be safe to repeat; they are: each is one transaction of conditional writes.
/// </summary>
/// <param name="signal">Told of every committed transaction that left events; without it, listeners find them by looking.</param>
/// <param name="watch">
/// Where the process has one, work is not repeated for long: after some two seconds, or as soon as the watch says that PostgreSQL does not answer, it fails with
/// <see cref="DatabaseUnavailableException"/>.
/// </param>
/// <param name="listener">Hears of every committed transaction that left work; without it, silos find the work by looking.</param>
public sealed class LedgerDatabase(
    NpgsqlDataSource dataSource, TimeProvider clock, EventSignal? signal = null, DatabaseWatch? watch = null, IWorkListener? listener = null)
{
    /// <summary>About 20 s where callers can wait, about 2 s where a client waits for the answer.</summary>
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not DatabaseUnavailableException && DatabaseUnavailableException.Explains(e)),
            MaxRetryAttempts = watch is null ? 12 : 4,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromSeconds(2),
            UseJitter = true,
        })
        .Build();

    private static readonly string s_actFor = Sql.Named("act_for");

    static LedgerDatabase() => DapperSetup.Once();

    public NpgsqlDataSource DataSource => dataSource;

    /// <summary>Runs a unit of work in one transaction of the tenant's and commits it.</summary>
    /// <exception cref="UnstorableTextException">A text has the character U+0000, which PostgreSQL cannot hold.</exception>
    public Task<T> InTenantAsync<T>(TenantId tenantId, Func<LedgerTransaction, Task<T>> work, CancellationToken cancellationToken) => InsistAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await connection.ExecuteAsync(new CommandDefinition(s_actFor, new { ActingFor = tenantId.Value }, transaction, cancellationToken: token));
            var unit = new LedgerTransaction(tenantId, connection, transaction);
            var result = await work(unit);
            if (unit.Events.Any)
            {
                await EventStore.WriteAsync(unit, token);
            }

            await transaction.CommitAsync(token);
            if (unit.Events.Any)
            {
                signal?.Announce(tenantId);
            }

            if (unit.Work.Count > 0)
            {
                listener?.Committed(tenantId, unit.Work);
            }

            return result;
        },
        cancellationToken);

    /// <summary>
    /// The tenant's rows for who only reads: each question is one round trip and a transaction of its own, instead of three more round trips for what begins, names and
    /// ends one. (A transaction at READ COMMITTED shows no more of a moment either.)
    /// </summary>
    public LedgerReader Reader(TenantId tenantId) => new Questions(this, tenantId);

    /// <summary>As the platform, which sees what <see cref="InPlatformAsync{T}"/> says.</summary>
    public LedgerReader PlatformReader => Reader(LedgerTransaction.Platform);

    public Task InTenantAsync(TenantId tenantId, Func<LedgerTransaction, Task> work, CancellationToken cancellationToken) =>
        InTenantAsync(
            tenantId,
            async transaction =>
            {
                await work(transaction);
                return true;
            },
            cancellationToken);

    /// <summary>Runs a unit of work as the platform (see 0004): it sees its own keys and audit record, may list tenants and call the functions that manage them, and sees no tenant's rows.</summary>
    public Task<T> InPlatformAsync<T>(Func<LedgerTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        InTenantAsync(LedgerTransaction.Platform, work, cancellationToken);

    /// <inheritdoc cref="InPlatformAsync{T}"/>
    public Task InPlatformAsync(Func<LedgerTransaction, Task> work, CancellationToken cancellationToken) =>
        InTenantAsync(LedgerTransaction.Platform, work, cancellationToken);

    /// <summary>Calls one of the functions that cross tenants (see 0002): its answer is narrow by design.</summary>
    public Task<List<T>> AcrossTenantsAsync<T>(string name, object? parameters, CancellationToken cancellationToken) => InsistAsync(
        async (connection, token) => (await connection.QueryAsync<T>(new CommandDefinition(Sql.Named(name), parameters, cancellationToken: token))).AsList(), cancellationToken);

    private async Task<T> InsistAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await (watch is null ? RunAsync(work, cancellationToken) : RunWatchedAsync(work, watch, cancellationToken));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter)
        {
            throw new UnstorableTextException(e);
        }
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            async token =>
            {
                await using var connection = await dataSource.OpenConnectionAsync(token);
                return await work(connection, token);
            },
            cancellationToken);

    private async Task<T> RunWatchedAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, DatabaseWatch watch, CancellationToken cancellationToken)
    {
        watch.ThrowIfLost();
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = RunAsync(work, cancellation.Token);
        if (await Task.WhenAny(run, watch.Lost) != run)
        {
            Abandon(run, cancellation);
            throw new DatabaseUnavailableException();
        }

        try
        {
            var result = await run;
            watch.Heard();
            return result;
        }
        catch (Exception e) when (e is not DatabaseUnavailableException && DatabaseUnavailableException.Explains(e))
        {
            throw new DatabaseUnavailableException(e);
        }
        finally
        {
            cancellation.Dispose();
        }
    }

    /// <summary>Asks work to end that waits for a server which may not take the request either, without waiting for the end: whoever asked for the work has been answered.</summary>
    private static void Abandon(Task run, CancellationTokenSource cancellation) => _ = Task.Run(
        async () =>
        {
            await cancellation.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.Dispose();
        },
        CancellationToken.None);

    private sealed class Questions(LedgerDatabase database, TenantId tenantId) : LedgerReader(tenantId)
    {
        private protected override Task<List<T>> RowsAsync<T>(string sql, object? parameters, CancellationToken cancellationToken)
        {
            var all = new DynamicParameters(parameters);
            all.Add("ActingFor", TenantId.Value);
            return database.InsistAsync(async (connection, token) => (await connection.QueryAsync<T>(new CommandDefinition($"{s_actFor};\n{sql}", all, cancellationToken: token))).AsList(), cancellationToken);
        }
    }
}
