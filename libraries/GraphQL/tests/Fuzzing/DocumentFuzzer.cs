using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>A document with what it is executed with.</summary>
internal sealed record FuzzedDocument(string Text, JsonObject Variables, string? OperationName);

/// <summary>
/// Executable documents for a schema: operations, variables, fragments, directives, merged and aliased fields. <paramref name="slips"/> is how many of a hundred places
/// go wrong: unknown names, wrong values, missing or superfluous parts; with 0 nearly every document is valid.
/// </summary>
internal sealed class DocumentFuzzer(Chance chance, SchemaModel schema, int slips)
{
    private readonly InputFuzzer _inputs = new(chance, schema, slips);
    private readonly List<string> _fragments = [];
    private readonly List<(string Name, string Type)> _reusable = [];
    private List<string> _variableDefinitions = [];
    private JsonObject _variables = [];
    private int _names;
    private int _budget;

    public FuzzedDocument Document()
    {
        var operations = chance.Percent(12) ? chance.Between(2, 3) : 1;
        var parts = new List<string>();
        var picked = chance.Next(operations);
        JsonObject variables = [];
        for (var at = 0; at < operations; at++)
        {
            parts.Add(Operation($"Op{(chance.Percent(slips) ? 0 : at)}", named: operations > 1 || chance.Percent(60)));
            if (at == picked) variables = _variables;
        }

        parts.InsertRange(chance.Next(parts.Count + 1), _fragments);
        if (chance.Percent(slips)) parts.Add($"fragment Unused on {chance.Pick(schema.Composites).Name} {{ __typename }}");
        if (chance.Percent(slips)) parts.Add("type Extra { a: Int }");
        return new FuzzedDocument(string.Join(chance.Pick("\n", " ", "\n\n"), parts), variables, operations > 1 ? $"Op{picked}" : null);
    }

    private string Operation(string name, bool named)
    {
        _variableDefinitions = [];
        _variables = [];
        _reusable.Clear();
        _budget = chance.Between(4, 40);
        var (word, root) = Root();
        var body = word == "subscription" && !chance.Percent(slips) ? $"{{ {Field(schema[root], chance.Pick(schema[root].Fields), 3, conditions: false)} }}" : Selections(schema[root], chance.Between(2, 5), narrowed: false);
        var directives = Directives(word.ToUpperInvariant());
        if (chance.Percent(slips)) _variableDefinitions.Add($"$unused: {chance.Pick(schema.InputNames)}");
        var definitions = _variableDefinitions.Count > 0 ? $"({string.Join(chance.Pick(", ", " "), _variableDefinitions)})" : "";
        if (!named && definitions.Length == 0 && directives.Length == 0 && word == "query" && chance.Percent(70)) return body;
        var described = named && chance.Percent(5) ? "\"described\" " : "";
        return $"{described}{word}{(named ? " " + name : "")}{definitions}{directives} {body}";
    }

    private (string Word, string Root) Root() => chance.Next(100) switch
    {
        < 15 when schema.Mutation is not null => ("mutation", schema.Mutation),
        < 25 when schema.Subscription is not null => ("subscription", schema.Subscription),
        _ => ("query", schema.Query),
    };

    private string Selections(TypeModel type, int depth, bool narrowed)
    {
        var text = new StringBuilder("{");
        for (var count = chance.Between(1, 4); count > 0; count--) text.Append(chance.Pick(" ", " ", "\n  ", ", ")).Append(Selection(type, depth, narrowed));
        return text.Append(" }").ToString();
    }

    private string Selection(TypeModel type, int depth, bool narrowed)
    {
        _budget--;
        var kind = depth < 0 || _budget < 0 ? 0 : chance.Next(100);
        if (kind < 6 || type.Fields.Length == 0 && kind < 50) return $"{Alias(5)}__typename{Conditions("FIELD")}";
        if (kind < 16 || type.Fields.Length == 0) return InlineFragment(type, depth, narrowed);
        if (kind < 26) return Spread(type, depth, narrowed);
        if (chance.Percent(slips)) return chance.Pick("nope", "nam", "x: __schema", "id { x }");
        var fields = depth > 0 && _budget > 0 ? type.Fields : [.. type.Fields.Where(field => !schema[field.Type].IsComposite)];
        return fields.Length == 0 ? "__typename" : Field(type, chance.Pick(fields), depth, conditions: true, narrowed);
    }

    private string Field(TypeModel type, FieldModel field, int depth, bool conditions, bool narrowed = false)
    {
        var arguments = Arguments(field.Arguments, 2);
        var alias = arguments.Length > 0 || narrowed ? $"{(chance.Percent(slips) ? "same" : "a" + ++_names)}: " : Alias(8);
        var text = alias + field.Name + arguments + (conditions ? Conditions("FIELD") : "");
        var target = schema[field.Type];
        if (!target.IsComposite) return chance.Percent(slips) ? text + " { id }" : text;
        if (chance.Percent(slips)) return text;
        return $"{text} {(depth > 0 && _budget > 0 ? Selections(target, depth - 1, narrowed: false) : "{ __typename }")}";
    }

    private string Alias(int percent) => chance.Percent(percent) ? $"a{++_names}: " : "";

    private string InlineFragment(TypeModel type, int depth, bool narrowed)
    {
        if (chance.Percent(25)) return $"...{Conditions("INLINE_FRAGMENT")} {Selections(type, depth - 1, narrowed)}";
        var target = FragmentType(type);
        return $"... on {target.Name}{Conditions("INLINE_FRAGMENT")} {Selections(target, depth - 1, narrowed || target != type)}";
    }

    private string Spread(TypeModel type, int depth, bool narrowed)
    {
        if (chance.Percent(slips)) return "...Nope";
        var again = _reusable.Where(fragment => fragment.Type == type.Name).ToArray();
        if (again.Length > 0 && chance.Percent(40)) return $"...{chance.Pick(again).Name}{Conditions("FRAGMENT_SPREAD")}";
        var target = FragmentType(type);
        var name = chance.Percent(slips) ? "F" : $"F{++_names}";
        var cycle = chance.Percent(slips) ? $"...{name} " : "";
        var body = Selections(target, depth - 1, narrowed || target != type);
        _fragments.Add($"fragment {name} on {target.Name}{Directives("FRAGMENT_DEFINITION")} {body[..^1]}{cycle}}}");
        if (target == type) _reusable.Add((name, type.Name));
        return $"...{name}{Conditions("FRAGMENT_SPREAD")}";
    }

    /// <summary>The type itself, or another composite type that has an object in common with it.</summary>
    private TypeModel FragmentType(TypeModel type)
    {
        if (chance.Percent(slips)) return chance.Pick(schema.Composites);
        if (chance.Percent(30)) return type;
        var objects = schema.ObjectsOf(type);
        var common = schema.Composites.Where(other => schema.ObjectsOf(other).Intersect(objects).Any()).ToArray();
        return common.Length == 0 ? type : chance.Pick(common);
    }

    private string Arguments(InputModel[] arguments, int depth)
    {
        var given = arguments.Where(argument => argument.Needed ? !chance.Percent(slips) : chance.Percent(45))
            .Select(argument => $"{argument.Name}: {_inputs.Literal(argument.Type, depth, VariableFor, argument.HasDefault)}")
            .ToList();
        if (chance.Percent(slips)) given.Add("nope: 1");
        if (given.Count > 0 && chance.Percent(slips)) given.Add(chance.Pick(given));
        return given.Count == 0 ? "" : $"({string.Join(chance.Pick(", ", " "), given)})";
    }

    /// <summary>A new variable whose type is allowed at the place, defined with its value; or none.</summary>
    private string? VariableFor(TypeRef place, bool hasDefault)
    {
        if (!chance.Percent(25)) return null;
        var name = $"v{++_names}";
        if (chance.Percent(slips)) return name;
        var relaxed = place.IsNonNull && chance.Percent(30);
        var type = relaxed ? place.Of! : !place.IsNonNull && chance.Percent(20) ? new TypeRef("NON_NULL", null, place) : place;
        if (chance.Percent(slips)) type = new TypeRef("SCALAR", chance.Pick(schema.InputNames), null);
        var needsDefault = relaxed && !hasDefault;
        var withDefault = needsDefault || chance.Percent(20);
        var literal = withDefault ? _inputs.Literal(needsDefault ? place : type, 2, (_, _) => null) : "";
        _variableDefinitions.Add($"${name}: {type}{(withDefault ? " = " + literal : "")}{Directives("VARIABLE_DEFINITION", constant: true)}");
        if (type.IsNonNull && !withDefault ? !chance.Percent(slips) : chance.Percent(60)) _variables[name] = _inputs.Json(type, 2);
        return name;
    }

    private string Conditions(string location)
    {
        if (!chance.Percent(10)) return Directives(location);
        var value = chance.Percent(50) ? chance.Pick("true", "false") : _inputs.Literal(new TypeRef("NON_NULL", null, new TypeRef("SCALAR", "Boolean", null)), 0, VariableFor);
        return $" @{chance.Pick("skip", "include")}(if: {value}){Directives(location)}";
    }

    private string Directives(string location, bool constant = false)
    {
        if (chance.Percent(slips)) return chance.Pick(" @nope", " @skip", " @deprecated", " @include(if: \"yes\")");
        if (!chance.Percent(6)) return "";
        var fitting = schema.Directives.Where(directive => directive.Locations.Contains(location) && directive.Name is not ("skip" or "include")).ToArray();
        if (fitting.Length == 0) return "";
        var picked = chance.Pick(fitting);
        var arguments = constant ? ConstantArguments(picked) : Arguments(picked.Arguments, 1);
        return $" @{picked.Name}{arguments}{(picked.Repeatable && chance.Percent(30) ? $" @{picked.Name}{(constant ? ConstantArguments(picked) : Arguments(picked.Arguments, 1))}" : "")}";
    }

    private string ConstantArguments(DirectiveModel directive)
    {
        var given = directive.Arguments.Where(argument => argument.Needed).Select(argument => $"{argument.Name}: {_inputs.Literal(argument.Type, 1, (_, _) => null)}").ToArray();
        return given.Length == 0 ? "" : $"({string.Join(", ", given)})";
    }
}
