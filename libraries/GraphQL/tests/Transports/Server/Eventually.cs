namespace OrleansLedger.GraphQL.Tests.Transports.Server;

/// <summary>Waits for what has no signal of its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Looks again and again until the condition holds.</summary>
    /// <param name="condition">What must become true.</param>
    /// <param name="expected">What was expected and what is, for when it does not.</param>
    public static async Task IsAsync(Func<bool> condition, Func<string> expected)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"After {Deadline.TotalSeconds} s: expected {expected()}.", e);
            }
        }
    }
}
