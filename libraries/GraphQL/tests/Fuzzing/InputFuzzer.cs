using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Values of input types, as literals and as JSON; one in <paramref name="slips"/> percent does not fit.</summary>
internal sealed class InputFuzzer(Chance chance, SchemaModel schema, int slips)
{
    private static readonly string[] s_ints = ["0", "1", "-1", "7", "42", "2147483647", "-2147483648", "-0"];
    private static readonly string[] s_floats = ["0.5", "-1.25", "1e3", "1.5E-7", "3", "0.0", "100000000000000000000", "1.0"];
    private static readonly string[] s_strings = ["", "a", "two words", "quote \" and \\", "line\nend", "é 日本 😀", "# no comment", "\u0001\t"];
    private static readonly string[] s_wrong = ["2147483648", "1.5", "\"text\"", "true", "WRONG", "null", "[]", "{}", "[1, \"a\"]", "{nope: 1}", "-3000000000", "{a: {b: [null]}}"];

    /// <param name="variableFor">Gives the name of a variable for the place, or null where it shall be a literal.</param>
    public string Literal(TypeRef type, int depth, Func<TypeRef, bool, string?> variableFor, bool hasDefault = false)
    {
        if (chance.Percent(slips)) return chance.Pick(s_wrong);
        if (variableFor(type, hasDefault) is { } variable) return "$" + variable;
        if (!type.IsNonNull && chance.Percent(8)) return "null";
        var nullable = type.Nullable;
        if (nullable.IsList) return chance.Percent(12) ? Literal(nullable.Of!.Nullable.IsList ? nullable.Of : Kept(nullable.Of!), depth, variableFor) : ListLiteral(nullable.Of!, depth, variableFor);
        var named = schema[nullable];
        return named.Kind switch
        {
            "ENUM" => chance.Pick(named.Values),
            "INPUT_OBJECT" => ObjectLiteral(named, depth, variableFor),
            _ => ScalarLiteral(named.Name),
        };
    }

    public JsonNode? Json(TypeRef type, int depth)
    {
        if (chance.Percent(slips)) return JsonNode.Parse(chance.Pick("2147483648", "1.5", "\"text\"", "true", "null", "[]", "{}", "[1,\"a\"]", "{\"nope\":1}"));
        if (!type.IsNonNull && chance.Percent(8)) return null;
        var nullable = type.Nullable;
        if (nullable.IsList)
        {
            return chance.Percent(12) && depth > 0
                ? Json(Kept(nullable.Of!), depth - 1)
                : new JsonArray([.. Enumerable.Range(0, depth > 0 ? chance.Next(4) : 0).Select(_ => Json(nullable.Of!, depth - 1))]);
        }

        var named = schema[nullable];
        return named.Kind switch
        {
            "ENUM" => chance.Pick(named.Values),
            "INPUT_OBJECT" => new JsonObject(Given(named, depth).Select(field => KeyValuePair.Create(field.Name, Json(named.OneOf ? Kept(field.Type) : field.Type, depth - 1)))),
            _ => ScalarJson(named.Name),
        };
    }

    private string ListLiteral(TypeRef item, int depth, Func<TypeRef, bool, string?> variableFor) =>
        $"[{string.Join(chance.Pick(", ", " ", ","), Enumerable.Range(0, depth > 0 ? chance.Next(4) : 0).Select(_ => Literal(item, depth - 1, variableFor)))}]";

    private string ObjectLiteral(TypeModel type, int depth, Func<TypeRef, bool, string?> variableFor)
    {
        var fields = Given(type, depth).Select(field => $"{field.Name}: {Literal(type.OneOf ? Kept(field.Type) : field.Type, depth - 1, variableFor, field.HasDefault)}").ToList();
        if (fields.Count > 0 && chance.Percent(slips)) fields.Add(chance.Pick(fields));
        if (chance.Percent(slips)) fields.Add("nope: 1");
        return $"{{{string.Join(", ", fields)}}}";
    }

    /// <summary>The fields to give: all that are needed, some of the others; of a oneOf type one.</summary>
    private IEnumerable<InputModel> Given(TypeModel type, int depth)
    {
        if (!type.OneOf) return type.Inputs.Where(field => field.Needed ? !chance.Percent(slips) : depth > 0 && chance.Percent(35));
        var ends = type.Inputs.Where(field => depth > 0 || schema[field.Type].Kind != "INPUT_OBJECT").ToArray();
        return chance.Percent(slips) ? type.Inputs.Take(chance.Next(3)) : [chance.Pick(ends.Length > 0 ? ends : type.Inputs)];
    }

    private string ScalarLiteral(string name) => name switch
    {
        "Int" => chance.Pick(s_ints),
        "Float" => chance.Pick(s_floats),
        "Boolean" => chance.Pick("true", "false"),
        "String" => StringLiteral(),
        "ID" => chance.Percent(30) ? chance.Pick("1", "12345678901234567890", "-5") : StringLiteral(),
        _ => chance.Pick("1", "1.5", "\"text\"", "true", "NAME", "[1, [NAME]]", "{a: 1, b: {c: [null]}}", "[]", "{}"),
    };

    private JsonNode ScalarJson(string name) => name switch
    {
        "Int" => JsonNode.Parse(chance.Pick("0", "1", "-1", "42", "2147483647", "-2147483648", "5.0", "1e3"))!,
        "Float" => JsonNode.Parse(chance.Pick("0.5", "-1.25", "1e3", "1.5E-7", "3", "1e21"))!,
        "Boolean" => chance.Percent(50),
        "String" => chance.Pick(s_strings),
        "ID" => chance.Percent(30) ? chance.Next(1000) : chance.Pick(s_strings),
        _ => JsonNode.Parse(chance.Pick("1", "1.5", "\"text\"", "true", "[1,[2]]", "{\"a\":1,\"b\":{\"c\":[null]}}", "[]", "{}"))!,
    };

    private string StringLiteral()
    {
        if (chance.Percent(15)) return chance.Pick("\"\"\"block\"\"\"", "\"\"\"\n    two\n      lines\n  \"\"\"", "\"\"\"with \\\"\"\" quotes\"\"\"");
        return JsonValue.Create(chance.Pick(s_strings)).ToJsonString();
    }

    /// <summary>A single value stands for a list, but null would stand for the list itself.</summary>
    private static TypeRef Kept(TypeRef type) => type.IsNonNull ? type : new TypeRef("NON_NULL", null, type);
}
