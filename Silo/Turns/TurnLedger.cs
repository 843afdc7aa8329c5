using OrleansLedger.Domain;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Silo.Turns;

/// <summary>
/// The turn's way to the database: every unit of work first holds the connection's epoch, so that nothing is written once another turn has begun.
/// One unit at a time.
/// </summary>
internal sealed class TurnLedger(LedgerDatabase database, TenantId tenant, ConnectionId connection, long epoch, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _checkedAt = clock.GetTimestamp();

    public long Epoch => epoch;

    /// <exception cref="TurnLostException">Another turn has begun since.</exception>
    public async Task<T> InTurnAsync<T>(Func<LedgerTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await database.InTenantAsync(
                tenant,
                async transaction =>
                {
                    if (!await ConnectionStore.HoldEpochAsync(transaction, connection, epoch, cancellationToken))
                    {
                        throw new TurnLostException(connection, epoch);
                    }

                    _checkedAt = clock.GetTimestamp();
                    return await work(transaction);
                },
                cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <exception cref="TurnLostException">Another turn has begun since.</exception>
    public Task InTurnAsync(Func<LedgerTransaction, Task> work, CancellationToken cancellationToken) =>
        InTurnAsync(
            async transaction =>
            {
                await work(transaction);
                return true;
            },
            cancellationToken);

    /// <summary>Before a call leaves: looks again whether the turn is still ours, unless that was seen just now.</summary>
    /// <exception cref="TurnLostException">Another turn has begun since.</exception>
    public async Task CheckAsync(TimeSpan unlessWithin, CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(_checkedAt) > unlessWithin)
        {
            await InTurnAsync(_ => Task.FromResult(true), cancellationToken);
        }
    }

    public void Dispose() => _one.Dispose();
}
