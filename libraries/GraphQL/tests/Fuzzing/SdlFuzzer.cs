using System.Text;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Schemas as SDL: every kind of type, interfaces that are implemented truly, defaults, directives, extensions. <paramref name="slips"/> of a hundred places go wrong.</summary>
internal sealed class SdlFuzzer(Chance chance, int slips)
{
    private static readonly string[] s_scalars = ["Int", "Float", "String", "Boolean", "ID", "Custom"];

    private readonly List<string> _interfaces = [];
    private readonly List<string> _objects = ["Query"];
    private readonly List<string> _unions = [];
    private readonly List<string> _enums = [];
    private readonly List<string> _inputs = [];
    private readonly Dictionary<string, List<string>> _fieldsOf = [];
    private readonly Dictionary<string, List<string>> _above = [];

    public string Schema()
    {
        Name(_interfaces, "I", chance.Next(4));
        Name(_objects, "T", chance.Between(1, 4));
        Name(_unions, "U", chance.Next(3));
        Name(_enums, "E", chance.Between(1, 2));
        Name(_inputs, "N", chance.Next(4));
        var parts = new List<string> { "scalar Custom" + (chance.Percent(30) ? " @specifiedBy(url: \"https://example.org\")" : "") };
        parts.AddRange(_interfaces.Select((name, at) => Fielded("interface", name, _interfaces[..at])));
        parts.AddRange(_objects.Select(name => Fielded("type", name, _interfaces)));
        parts.AddRange(_unions.Select(name => $"{Description()}union {name} = {string.Join(" | ", Some(_objects))}"));
        parts.AddRange(_enums.Select(name => $"{Description()}enum {name} {{ A {Deprecated()} B{(chance.Percent(slips) ? " A" : "")} {Description()}C }}"));
        parts.AddRange(_inputs.Select(Input));
        if (chance.Percent(30)) parts.Add($"{Description()}directive @d{(chance.Percent(40) ? Arguments() : "")}{(chance.Percent(50) ? " repeatable" : "")} on FIELD | OBJECT | FIELD_DEFINITION");
        if (chance.Percent(25)) parts.Add($"extend type {chance.Pick(_objects)} {{ extra: {Output()} }}");
        if (chance.Percent(15)) parts.Add($"extend enum {chance.Pick(_enums)} {{ D }}");
        if (chance.Percent(slips)) parts.Add(chance.Pick("type T0 { again: Int }", "extend type Nope { a: Int }", "schema { query: Nope }", "type Empty", "type Mutation { a: Int } schema { query: Query mutation: Query }"));
        Shuffle(parts);
        return string.Join("\n", parts);
    }

    private void Name(List<string> names, string letter, int count) => names.AddRange(Enumerable.Range(0, count).Select(at => letter + at));

    private string Fielded(string word, string name, List<string> candidates)
    {
        var above = candidates.Where(_ => chance.Percent(40)).SelectMany(direct => _above[direct].Append(direct)).Distinct().ToList();
        _above[name] = above;
        var fields = above.SelectMany(inherited => _fieldsOf[inherited]).Distinct().Where(_ => !chance.Percent(slips)).ToList();
        for (var count = chance.Between(1, 4); count > 0; count--) fields.Add($"{name.ToLowerInvariant()}{count}{(chance.Percent(35) ? Arguments() : "")}: {Output()}");
        _fieldsOf[name] = fields;
        var written = above.Where(_ => !chance.Percent(slips)).ToArray();
        var implements = written.Length > 0 ? $" implements {(chance.Percent(10) ? "& " : "")}{string.Join(" & ", written)}" : "";
        var body = string.Join(chance.Pick("\n  ", " "), fields.Select(field => $"{Description()}{field} {Deprecated()}"));
        return $"{Description()}{word} {name}{implements}{(chance.Percent(slips) ? " @nope" : "")} {{ {body} }}";
    }

    /// <summary>Needed fields refer to earlier input types only, so that no circle of them arises but by a slip.</summary>
    private string Input(string name)
    {
        var oneOf = chance.Percent(25);
        var text = new StringBuilder($"{Description()}input {name}{(oneOf ? " @oneOf" : "")} {{");
        for (var count = chance.Between(1, 4); count > 0; count--)
        {
            var type = chance.Percent(25) ? chance.Pick(_inputs) : Leaf();
            var scalar = !_inputs.Contains(type);
            var needed = scalar && !oneOf && chance.Percent(30) || chance.Percent(slips);
            var byDefault = scalar && !oneOf && chance.Percent(35) ? $" = {Default(type)}" : "";
            text.Append($" {Description()}f{count}: {Wrapped(type, needed && byDefault.Length == 0, out var list)}{(list ? "" : byDefault)}");
        }

        return text.Append(" }").ToString();
    }

    private string Arguments()
    {
        var given = Enumerable.Range(0, chance.Between(1, 3)).Select(at =>
        {
            var type = _inputs.Count > 0 && chance.Percent(25) ? chance.Pick(_inputs) : Leaf();
            var byDefault = !_inputs.Contains(type) && chance.Percent(40) ? $" = {Default(type)}" : "";
            return $"{Description()}a{(chance.Percent(slips) ? 0 : at)}: {Wrapped(chance.Percent(slips) ? chance.Pick(_objects) : type, chance.Percent(20), out var list)}{(list ? "" : byDefault)}";
        });
        return $"({string.Join(", ", given)})";
    }

    private string Default(string type) => chance.Percent(slips) ? chance.Pick("1.5", "\"x\"", "NOPE", "null", "{}", "[]") : type switch
    {
        "Int" => chance.Pick("0", "-7", "2147483647"),
        "Float" => chance.Pick("1", "1.50", "1e10", "-0.0"),
        "String" => chance.Pick("\"\"", "\"x\\\"y\\n\"", "\"\"\"block\"\"\"", "\"é\""),
        "Boolean" => chance.Pick("true", "false"),
        "ID" => chance.Pick("1", "\"i\""),
        "Custom" => chance.Pick("1", "{a: [1, NAME]}", "\"c\""),
        _ => chance.Pick("A", "B", "C"),
    };

    private string Output()
    {
        if (chance.Percent(slips)) return chance.Pick("Nope", "[N0!]", "Strin");
        var name = chance.Next(5) switch
        {
            0 => chance.Pick(_objects),
            1 when _interfaces.Count > 0 => chance.Pick(_interfaces),
            2 when _unions.Count > 0 => chance.Pick(_unions),
            _ => Leaf(),
        };
        return Wrapped(name, chance.Percent(30), out _);
    }

    private string Leaf() => chance.Percent(80) ? chance.Pick(s_scalars) : chance.Pick(_enums);

    private string Wrapped(string name, bool nonNull, out bool list)
    {
        list = chance.Percent(20);
        var inner = list ? chance.Percent(20) ? $"[[{name}!]]" : $"[{name}{chance.Pick("", "!")}]" : name;
        return nonNull ? inner + "!" : inner;
    }

    private IEnumerable<string> Some(List<string> names)
    {
        var some = names.Where(_ => chance.Percent(60)).ToList();
        if (some.Count == 0) some.Add(names[0]);
        if (chance.Percent(slips)) some.Add(some[0]);
        return some;
    }

    private string Description() => chance.Percent(12) ? chance.Pick("\"described\" ", "\"\"\"\nin a block\n  of lines\n\"\"\" ", "\"with \\\"quotes\\\"\" ") : "";

    private string Deprecated() => chance.Percent(8) ? chance.Pick("@deprecated", "@deprecated(reason: \"old\")") : "";

    private void Shuffle(List<string> parts)
    {
        for (var at = parts.Count - 1; at > 0; at--)
        {
            var other = chance.Next(at + 1);
            (parts[at], parts[other]) = (parts[other], parts[at]);
        }
    }
}
