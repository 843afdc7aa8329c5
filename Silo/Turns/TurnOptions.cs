namespace OrleansLedger.Silo.Turns;

/// <summary>Section <c>Silo</c> of the configuration.</summary>
public sealed class TurnOptions
{
    /// <summary>A turn gives the connection back after this; others get their turn.</summary>
    public TimeSpan TurnLength { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Tokens that end sooner than this are renewed first.</summary>
    public TimeSpan RefreshBefore { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A wait for the quota up to this is waited out; for a longer one the turn ends.</summary>
    public TimeSpan QuotaPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The same for a call that reads: a listing of many pages must get on, however short the provider's windows are.</summary>
    public TimeSpan ReadPatience { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>The epoch is checked before a call when the last check is older than this: a frozen silo notices before it writes.</summary>
    public TimeSpan FenceCheckAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A call without an answer may still be at work at a provider that has no idempotency keys: this long after it was sent
    /// nothing is taken for absent. Longer than any call is waited for (<c>ProviderManifest.CallTimeout</c>).
    /// </summary>
    public TimeSpan SettleDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The unit of <see cref="Domain.Jobs.RetrySchedule"/> and <see cref="Domain.Jobs.OutageSchedule"/>: less makes every delay shorter.</summary>
    public TimeSpan RetryUnit { get; set; } = Domain.Jobs.RetrySchedule.Unit;

    /// <summary>The remote company's facts (locked periods, currencies) are read again before an export when older than this.</summary>
    public TimeSpan CompanyFreshFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Events older than this are cleaned away; a subscriber that was away for longer is told so and begins anew.</summary>
    public TimeSpan EventRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often an unfinished export or import is checked by its reminder. Orleans warns below a minute.</summary>
    public TimeSpan JobReminder { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the silo looks for due work whose wake-up was lost; zero switches the look off.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Turns at once in this silo.</summary>
    public int ConcurrentTurns { get; set; } = 32;
}
