namespace OrleansLedger.Testing;

/// <summary>Waits for what another process or thread does, without guessing how long it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns once <paramref name="condition"/> holds; asks again every 25 ms.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <exception cref="TimeoutException">It does not hold within <paramref name="within"/> (30 s unless told).</exception>
    public static Task HoldsAsync(string what, Func<bool> condition, CancellationToken cancellationToken, TimeSpan? within = null) =>
        HoldsAsync(what, () => Task.FromResult(condition()), cancellationToken, within);

    /// <inheritdoc cref="HoldsAsync(string, Func{bool}, CancellationToken, TimeSpan?)"/>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? within = null)
    {
        var patience = within ?? TimeSpan.FromSeconds(30);
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"Waited {patience.TotalSeconds:0} s for this, in vain: {what}.");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
