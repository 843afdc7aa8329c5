namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Subscriptions, each with all the one before it has.</summary>
internal enum Plan
{
    SimpleStart,
    Essentials,
    Plus,
    Advanced,
}

internal static class Plans
{
    /// <param name="offering"><c>OfferingSku</c>, such as <c>QuickBooks Online Simple Start</c>; an unknown one is taken for Plus.</param>
    public static Plan Read(string? offering) => offering switch
    {
        not null when offering.Contains("Simple Start", StringComparison.OrdinalIgnoreCase) => Plan.SimpleStart,
        not null when offering.Contains("Essentials", StringComparison.OrdinalIgnoreCase) => Plan.Essentials,
        not null when offering.Contains("Advanced", StringComparison.OrdinalIgnoreCase) => Plan.Advanced,
        _ => Plan.Plus,
    };
}
