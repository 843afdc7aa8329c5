using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// Fields that Fortnox keeps and gives back without making anything of them, with their greatest length. <c>DefaultTemplates.Invoice</c> is the member
/// <c>Invoice</c> of the object <c>DefaultTemplates</c>.
/// </summary>
internal sealed class TextFields(params (string Name, int Longest)[] fields)
{
    public bool Has(string name) => Array.Exists(fields, field => field.Name == name);

    /// <returns>The fields that were sent.</returns>
    public Dictionary<string, string> Read(FieldReader reader)
    {
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in fields.GroupBy(field => ObjectOf(field.Name), StringComparer.Ordinal))
        {
            if ((group.Key is null ? reader : reader.Nested(group.Key)) is not { } source) continue;
            foreach (var (name, longest) in group)
                if (source.Text(MemberOf(name), longest) is { } text) sent[name] = text;
        }

        return sent;
    }

    /// <summary>Adds all of them to an answer; those never sent are empty.</summary>
    public void Write(JsonObject shape, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, _) in fields)
        {
            var target = shape;
            if (ObjectOf(name) is { } outer)
            {
                if (shape[outer] is null) shape[outer] = new JsonObject();
                target = (JsonObject)shape[outer]!;
            }

            target[MemberOf(name)] = values.GetValueOrDefault(name) ?? "";
        }
    }

    /// <summary>What was kept, with what was sent over it.</summary>
    public static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> kept, IReadOnlyDictionary<string, string> sent)
    {
        var merged = new Dictionary<string, string>(kept, StringComparer.Ordinal);
        foreach (var (name, value) in sent) merged[name] = value;
        return merged;
    }

    private static string? ObjectOf(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : null;

    private static string MemberOf(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
