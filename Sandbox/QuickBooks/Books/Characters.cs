using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>Companies of the United States hold ISO-8859-1 only.</summary>
internal static class Characters
{
    public static void Check(JsonObject entity, List<QuickBooksError> errors)
    {
        foreach (var (member, value) in entity)
        {
            var parts = value switch { JsonObject part => [part], JsonArray array => array.OfType<JsonObject>(), _ => [] };
            foreach (var part in parts) Check(part, errors);
            if (value is JsonValue && value.GetValueKind() == JsonValueKind.String && value.Text()!.EnumerateRunes().Any(rune => rune.Value > 0xFF)) errors.Add(Refusals.UnsupportedCharacters(member));
        }
    }
}
