using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>Changes real answers as broken software would: cut, members null or of another type, numbers out of range, repeated members, deep nesting.</summary>
public sealed class AnswerMutation(Random random)
{
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e400", "-79228162514264337593543950336", "9223372036854775808", "0.000000000000000000000000000001", "\"\"", "\"x\"", "\"\\ud800\"", "\"9999-12-31\"",
        "\"/Date(99999999999999999999)/\"", "\"/Date(-62135596800001)/\"", "\"0001-01-01T00:00:00\"", "\";=,:/\"", "[]", "[null]", "[[]]", "{}", "{\"value\":null}", "[{}]", "[\"x\",1]",
        "{\"a\":1,\"a\":2}", "\"<script>alert(1)</script>\"",
    ];

    private static readonly int[] s_statuses = [200, 201, 204, 301, 400, 401, 403, 404, 409, 413, 429, 500, 503, 599];

    public Random Random { get; } = random;

    public CallAnswer.Answered Of(CallAnswer.Answered answer)
    {
        var status = Random.Next(3) == 0 ? (HttpStatusCode)Pick(s_statuses) : answer.Status;
        return new CallAnswer.Answered(status, Headers(answer.Headers), Body(answer.Body));
    }

    private byte[] Body(byte[] body) => Random.Next(10) switch
    {
        0 => body[..Random.Next(body.Length + 1)],
        1 => Scrambled(body),
        2 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200))),
        3 => Encoding.UTF8.GetBytes(Pick(s_values)),
        _ => Replaced(body),
    };

    private byte[] Scrambled(byte[] body)
    {
        var copy = body.ToArray();
        for (var i = 0; i < Math.Min(3, copy.Length); i++)
        {
            copy[Random.Next(copy.Length)] = (byte)Random.Next(256);
        }

        return copy;
    }

    /// <summary>Puts other JSON in place of one to three values, or repeats or removes the member.</summary>
    private byte[] Replaced(byte[] body)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return Scrambled(body);
        }

        var text = root?.ToJsonString() ?? "null";
        for (var i = Random.Next(1, 4); i > 0; i--)
        {
            text = WithOneChange(text);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private string WithOneChange(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        var values = new List<(long Start, long End)>();
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    var start = reader.TokenStartIndex;
                    var whole = reader;
                    whole.Skip();
                    values.Add((start, whole.BytesConsumed));
                }
            }
        }
        catch (JsonException)
        {
            return json;
        }

        if (values.Count == 0)
        {
            return json;
        }

        var (from, to) = values[Random.Next(values.Count)];
        var bytes = Encoding.UTF8.GetBytes(json);
        return Encoding.UTF8.GetString(bytes[..(int)from]) + Pick(s_values) + Encoding.UTF8.GetString(bytes[(int)to..]);
    }

    private Dictionary<string, string> Headers(IReadOnlyDictionary<string, string> headers)
    {
        var changed = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        if (Random.Next(2) == 0)
        {
            changed["Retry-After"] = Pick(["", "soon", "-1", "999999999999999999999999999999", "1e9", "Fri, 31 Dec 9999 23:59:59 GMT", "0.5", "12"]);
            changed["X-Rate-Limit-Problem"] = Pick(["", "day", "\u0001"]);
            changed["X-MinLimit-Remaining"] = Pick(["-5", "x", "99999999999"]);
        }

        return changed;
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[Random.Next(values.Count)];
}
