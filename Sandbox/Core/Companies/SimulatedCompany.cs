using System.Text.Json.Serialization;

namespace OrleansLedger.Sandbox.Core.Companies;

/// <summary>
/// A company that keeps its books with a simulated provider. Each provider derives its own with the books as public properties, which is
/// also what is saved. Whoever reads or changes the books holds <see cref="Gate"/>.
/// </summary>
internal abstract class SimulatedCompany
{
    /// <summary>The id as the provider spells it: Xero tenant id, QuickBooks realm id, Fortnox database number.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string BaseCurrency { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>Changes to the provider's quotas for this company alone, by rule name.</summary>
    public Dictionary<string, QuotaOverride> Quotas { get; init; } = new(StringComparer.Ordinal);

    [JsonIgnore]
    public Lock Gate { get; } = new();
}

/// <summary>What differs from the provider's quota rule; null leaves it.</summary>
/// <param name="Limit">Calls per window, or calls at a time.</param>
/// <param name="Seconds">Length of the window before <c>Sandbox:TimeScale</c> is applied.</param>
internal sealed record QuotaOverride(int? Limit, double? Seconds);

/// <summary>What <c>POST /_sandbox/api/companies</c> takes; members a provider does not know are in <paramref name="Settings"/>.</summary>
internal sealed record NewCompany(string Provider, string Name, string? BaseCurrency, string? Country, string? Id, System.Text.Json.Nodes.JsonObject? Settings);

/// <summary>The control API was asked for something that cannot be; the message goes to the caller with status 400.</summary>
internal sealed class ControlRequestException : Exception
{
    public ControlRequestException()
    {
    }

    public ControlRequestException(string message) : base(message)
    {
    }

    public ControlRequestException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
