using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansLedger.Demo;

/// <summary>What came of a run, as <c>--json</c> prints it.</summary>
internal sealed record DemoResult
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public required int Tenants { get; init; }

    public required int Connections { get; init; }

    /// <summary>Documents that had to be exported, over all connections.</summary>
    public required int Documents { get; init; }

    /// <summary>Receipts that had to be exported, over all connections.</summary>
    public required int Attachments { get; init; }

    /// <summary>Documents the product says it exported.</summary>
    public required int Exported { get; init; }

    /// <summary>Documents and receipts that are not in the books.</summary>
    public required int Missing { get; init; }

    /// <summary>Documents and receipts that are in the books once more than they should be.</summary>
    public required int Duplicated { get; init; }

    /// <summary>Documents and receipts that are in the books, but not as they should be.</summary>
    public required int Wrong { get; init; }

    /// <summary>Calls the providers refused because the quota was used up.</summary>
    public required int Refused429 { get; init; }

    public required int Refreshes { get; init; }

    public required int ProviderCalls { get; init; }

    /// <summary>By provider: the share of its quota that was used while there was work; null where the quota was not the bound.</summary>
    public required IReadOnlyDictionary<string, double?> QuotaUsed { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What is not as it should be, a sentence each. Empty: the run shows what it was to show.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Problems { get; init; } = [];

    [JsonIgnore]
    public bool Succeeded => Problems.Count == 0;

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
