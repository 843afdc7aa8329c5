namespace OrleansLedger.Demo;

/// <summary>What the user asked the demo to show.</summary>
internal sealed record DemoOptions
{
    /// <summary>How many times faster the sandbox's quota windows run unless <see cref="RealTime"/>: a "minute" lasts six seconds.</summary>
    public const double Haste = 10;

    public static IReadOnlyList<string> AllProviders { get; } = ["xero", "quickbooks", "fortnox"];

    /// <summary>Transactions of each tenant's.</summary>
    public required int Transactions { get; init; }

    public required int Tenants { get; init; }

    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Kill silos in the middle of the export.</summary>
    public required bool Kill { get; init; }

    /// <summary>Let the sandbox fail now and then.</summary>
    public required bool Faults { get; init; }

    public required bool RealTime { get; init; }

    public required bool Json { get; init; }

    /// <summary>Leave the data folder and the logs where they are.</summary>
    public required bool Keep { get; init; }

    public double TimeScale => RealTime ? 1 : Haste;
}
