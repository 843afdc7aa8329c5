using System.Text.Json;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>The one place where these tests wait for what processes do: by looking again, bounded.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_usually = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads until what was read is as <paramref name="holds"/> wants it.</summary>
    /// <param name="phase">What the test is at, for the message.</param>
    /// <param name="expected">What is waited for, for the message.</param>
    /// <param name="within">60 s unless told.</param>
    /// <exception cref="TimeoutException">With phase, expected, and what was read last.</exception>
    public static async Task<T> UntilAsync<T>(string phase, string expected, Func<Task<T>> read, Func<T, bool> holds, TimeSpan? within = null)
    {
        var patience = within ?? s_usually;
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var actual = await read();
            if (holds(actual))
            {
                return actual;
            }

            if (TimeProvider.System.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"{phase}: expected {expected} within {patience.TotalSeconds:0} s; at the end it was {JsonSerializer.Serialize(actual)}.");
            }

            await Task.Delay(s_lookEvery, TestContext.Current.CancellationToken);
        }
    }
}
