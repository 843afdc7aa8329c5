namespace OrleansLedger.Sandbox.QuickBooks.Entities;

internal static class Money
{
    /// <summary>To cents, halves away from zero, always written with two places.</summary>
    public static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero) + 0.00m;
}
