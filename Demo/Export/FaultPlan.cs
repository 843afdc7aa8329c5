using System.Text.Json.Nodes;

namespace OrleansLedger.Demo.Export;

/// <summary>What <c>--faults</c> lets go wrong: every way a provider or the network between can fail, each now and then.</summary>
internal static class FaultPlan
{
    /// <summary>API calls only. A token whose answer is lost is another story: where the provider has no grace period, only a new consent helps.</summary>
    private const string ApiOnly = "^(?!.*(oauth|token|consent))";

    public static IEnumerable<JsonObject> For(string provider)
    {
        yield return Fault(provider, "status", 0.02, 1, ("status", 503));
        yield return Fault(provider, "drop-before", 0.01, 2);
        yield return Fault(provider, "drop-after", 0.02, 3);
        yield return Fault(provider, "error-after", 0.02, 4);
        yield return Fault(provider, "slow", 0.03, 5, ("delayMs", 1500));
    }

    private static JsonObject Fault(string provider, string kind, double probability, int seed, params (string Name, JsonNode Value)[] details)
    {
        var fault = new JsonObject { ["kind"] = kind, ["provider"] = provider, ["path"] = ApiOnly, ["probability"] = probability, ["seed"] = seed };
        foreach (var (name, value) in details)
        {
            fault[name] = value;
        }

        return fault;
    }
}
