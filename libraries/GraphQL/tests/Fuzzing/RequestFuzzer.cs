using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>A request of a number: the same document and variables whenever it is asked for.</summary>
internal sealed record FuzzedRequest(long Number, byte[] Document, JsonElement Variables, string? OperationName)
{
    public override string ToString() =>
        $"number {Number}, operation {OperationName ?? "-"}, variables {(Variables.ValueKind == JsonValueKind.Undefined ? "-" : Variables.GetRawText())}, document{Environment.NewLine}{Encoding.UTF8.GetString(Document)}{Environment.NewLine}"
        + $"as UTF-8 in base64: {Convert.ToBase64String(Document)}";
}

/// <summary>Requests for a server: documents by the grammar, most of them valid or nearly so, and such ones changed by tokens and by bytes, with variables that may fit.</summary>
internal sealed class RequestFuzzer(SchemaModel schema)
{
    private static readonly string[] s_variables = ["null", "[]", "1", "\"text\"", "{}", "{\"v1\":{\"v1\":[[[[]]]]},\"v2\":null}"];

    public FuzzedRequest Make(long number)
    {
        var chance = new Chance(Mixed(number));
        var kind = chance.Next(100);
        var made = new DocumentFuzzer(chance, schema, slips: kind < 45 ? 0 : chance.Between(1, 8)).Document();
        var document = kind switch
        {
            < 70 => Encoding.UTF8.GetBytes(made.Text),
            < 85 => Encoding.UTF8.GetBytes(new TokenFuzzer(chance).Changed(made.Text)),
            < 90 => Encoding.UTF8.GetBytes(new TokenFuzzer(chance).Soup()),
            _ => Changed(Encoding.UTF8.GetBytes(made.Text), chance),
        };
        return new FuzzedRequest(number, document, Variables(made.Variables, chance), chance.Percent(97) ? made.OperationName : "Op1");
    }

    private static JsonElement Variables(JsonObject made, Chance chance) =>
        chance.Percent(95) ? JsonSerializer.SerializeToElement(made) : JsonSerializer.Deserialize<JsonElement>(chance.Pick(s_variables));

    /// <summary>With bytes exchanged, put in, taken out or repeated, so that it is hardly UTF-8.</summary>
    private static byte[] Changed(byte[] document, Chance chance)
    {
        var bytes = document.ToList();
        for (var changes = chance.Between(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(5))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)chance.Next(256));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(chance.Between(1, 40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Numbers in a row, far from each other: their choices would be the same ones, one later each, otherwise.</summary>
    private static long Mixed(long number)
    {
        unchecked
        {
            var mixed = (ulong)number * 0xD6E8FEB86659FD93UL;
            mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93UL;
            return (long)(mixed ^ (mixed >> 32));
        }
    }
}
