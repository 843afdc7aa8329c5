using System.Text.Json;

namespace OrleansLedger.GraphQL.Types;

/// <summary>Values as error messages show them: JSON-like, shortened.</summary>
internal static class Inspection
{
    public static string Of(JsonElement value) => value.GetRawText();

    public static string Of(object? value) => value?.ToString() ?? "null";
}
