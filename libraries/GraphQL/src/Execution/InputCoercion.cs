using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Values of variables, arguments and input fields, from JSON and literals to C#.</summary>
/// <remarks>Leaves are what their type gives, lists are <c>object?[]</c>, input objects are what their type makes of them.</remarks>
internal static class InputCoercion
{
    /// <summary>Stands for "not given".</summary>
    public static readonly object Absent = new();

    /// <summary>A default value of the schema, converted to what its owner asks for.</summary>
    public static object? CoerceDefault(InputValue input)
    {
        return Convert(input, CoerceLiteral(input.DefaultValue!, input.Type, null));
    }

    /// <summary>The arguments of a field or directive by index; <see cref="Absent"/> where neither given nor defaulted.</summary>
    /// <param name="owner">How errors name the owner: <c>Type.field</c> or <c>@directive</c>.</param>
    /// <param name="definitions">The arguments it has.</param>
    /// <param name="nodes">The arguments given.</param>
    /// <param name="variables">The request's variables.</param>
    /// <exception cref="CoercionFailure">A value does not fit.</exception>
    public static object?[] CoerceArguments(string owner, NamedList<InputValue> definitions, IReadOnlyList<ArgumentNode> nodes, VariableValues? variables)
    {
        if (definitions.Count == 0)
        {
            return [];
        }

        var values = new object?[definitions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var definition = definitions[i];
            var node = Find(nodes, definition.Name);
            object? value;
            try
            {
                value = node is null ? Absent : CoerceLiteral(node.Value, definition.Type, variables, mayFallBack: definition.DefaultValue is not null);
            }
            catch (CoercionFailure failure)
            {
                var place = failure.At.Length > 0 ? " at " + failure.At : "";
                throw new CoercionFailure($"Argument \"{owner}({definition.Name}:)\" has invalid value{place}: {failure.Message}", failure.Node);
            }

            if (value != Absent)
            {
                try
                {
                    values[i] = Convert(definition, value);
                }
                catch (FormatException e)
                {
                    throw new CoercionFailure($"Argument \"{owner}({definition.Name}:)\" has invalid value: {e.Message}", node!.Value);
                }
            }
            else if (definition.DefaultValue is not null)
            {
                values[i] = definition.CoercedDefault;
            }
            else if (definition.Type.IsNonNull)
            {
                throw new CoercionFailure($"Argument \"{owner}({definition.Name}:)\" of required type \"{definition.Type}\" was not provided.", null);
            }
            else
            {
                values[i] = Absent;
            }
        }

        return values;
    }

    /// <summary>The value of a literal. Null for null; <see cref="Absent"/> for a variable without a value where that is allowed.</summary>
    /// <exception cref="CoercionFailure">The literal does not fit the type.</exception>
    public static object? CoerceLiteral(ValueNode node, GraphQLType type, VariableValues? variables, bool mayFallBack = false)
    {
        if (node is VariableNode variable)
        {
            return FromVariable(variable, type, variables, mayFallBack);
        }

        if (node is NullValueNode)
        {
            return type.IsNonNull ? throw new CoercionFailure($"Expected value of non-null type \"{type}\" not to be null.", node) : null;
        }

        return type.Nullable switch
        {
            ListType list => CoerceList(node, list, variables),
            InputObjectType input => CoerceObject(node, input, variables),
            LeafType leaf => CoerceLeaf(node, leaf, variables),
            _ => throw new CoercionFailure($"\"{type}\" is not an input type.", node),
        };
    }

    /// <summary>The value of a variable's JSON.</summary>
    /// <param name="json">As the client sent it.</param>
    /// <param name="type">The type it must fit.</param>
    /// <param name="problems">Gets one entry for every misfit.</param>
    /// <param name="path">Where the value stands in the request, as the multipart request specification writes it.</param>
    /// <param name="at">The same inside the variable, as errors write it.</param>
    public static object? CoerceJson(JsonElement json, GraphQLType type, InputProblems problems, string path, string at)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            if (type.Nullable is ScalarType && problems.FileAt(path) is { } file && type.Named.RuntimeType?.IsInstanceOfType(file) == true)
            {
                return file;
            }

            if (type.IsNonNull)
            {
                problems.Add(at, $"Expected value of non-null type \"{type}\" not to be null.");
            }

            return null;
        }

        switch (type.Nullable)
        {
            case ListType list when json.ValueKind == JsonValueKind.Array:
                var items = new object?[json.GetArrayLength()];
                var index = 0;
                foreach (var item in json.EnumerateArray())
                {
                    if (problems.IsFull)
                    {
                        return null;
                    }

                    var step = index.ToString(CultureInfo.InvariantCulture);
                    items[index++] = CoerceJson(item, list.OfType, problems, $"{path}.{step}", $"{at}[{step}]");
                }

                return items;
            case ListType list:
                return new[] { CoerceJson(json, list.OfType, problems, path, at) };
            case InputObjectType input:
                return CoerceJsonObject(json, input, problems, path, at);
            case LeafType leaf:
                if (!leaf.TryCoerceJson(json, out var value, out var error))
                {
                    problems.Add(at, problems.Suggests ? error : Suggestions.Without(error));
                }

                return value;
            default:
                throw new InvalidOperationException($"\"{type}\" is not an input type.");
        }
    }

    /// <summary>A JSON value as a literal.</summary>
    public static ValueNode ToLiteral(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => new NullValueNode(default),
        JsonValueKind.True or JsonValueKind.False => new BooleanValueNode(default, json.GetBoolean()),
        JsonValueKind.String => new StringValueNode(default, json.GetString()!, block: false),
        JsonValueKind.Number when json.GetRawText() is var text => text.AsSpan().ContainsAny('.', 'e', 'E') ? new FloatValueNode(default, text) : new IntValueNode(default, text),
        JsonValueKind.Array => new ListValueNode(default, [.. json.EnumerateArray().Select(ToLiteral)]),
        _ => new ObjectValueNode(default, [.. json.EnumerateObject().Select(p => new ObjectFieldNode(default, new NameNode(default, p.Name), ToLiteral(p.Value)))]),
    };

    /// <summary>Whether a literal has a variable anywhere in it.</summary>
    public static bool HasVariables(ValueNode node) => node switch
    {
        VariableNode => true,
        ListValueNode list => list.Values.Any(HasVariables),
        ObjectValueNode value => value.Fields.Any(f => HasVariables(f.Value)),
        _ => false,
    };

    private static object? FromVariable(VariableNode node, GraphQLType type, VariableValues? variables, bool mayFallBack)
    {
        var name = node.Name.Value;
        var value = variables is null ? Absent : variables[name];
        if (value == Absent && type.IsNonNull && !mayFallBack)
        {
            throw new CoercionFailure($"Expected variable \"${name}\" provided to type \"{type}\" to provide a runtime value.", node);
        }

        if (value is null && type.IsNonNull)
        {
            throw new CoercionFailure($"Expected variable \"${name}\" provided to non-null type \"{type}\" not to be null.", node);
        }

        return value;
    }

    private static object?[] CoerceList(ValueNode node, ListType list, VariableValues? variables)
    {
        if (node is not ListValueNode nodes)
        {
            return [CoerceLiteral(node, list.OfType, variables)];
        }

        var items = new object?[nodes.Values.Count];
        for (var i = 0; i < items.Length; i++)
        {
            try
            {
                var item = CoerceLiteral(nodes.Values[i], list.OfType, variables);
                items[i] = item == Absent ? null : item;
            }
            catch (CoercionFailure failure)
            {
                throw failure.Within($"[{i}]");
            }
        }

        return items;
    }

    private static object CoerceObject(ValueNode node, InputObjectType type, VariableValues? variables)
    {
        if (node is not ObjectValueNode given)
        {
            throw new CoercionFailure($"Expected value of type \"{type}\" to be an object, found: {Printer.Print(node)}.", node);
        }

        foreach (var field in given.Fields)
        {
            if (type.Fields.Find(field.Name.Value) is null)
            {
                throw new CoercionFailure($"Expected value of type \"{type}\" not to include unknown field \"{field.Name.Value}\", found: {Printer.Print(node)}.", node);
            }
        }

        var fields = new InputFields(type);
        for (var i = 0; i < type.Fields.Count; i++)
        {
            var definition = type.Fields[i];
            var field = given.Fields.LastOrDefault(f => f.Name.Value == definition.Name);
            object? value;
            try
            {
                value = field is null ? Absent : CoerceLiteral(field.Value, definition.Type, variables, mayFallBack: definition.DefaultValue is not null);
            }
            catch (CoercionFailure failure)
            {
                throw failure.Within("." + definition.Name);
            }

            if (value is null || value == Absent)
            {
                if (type.IsOneOf && field is not null)
                {
                    throw new CoercionFailure(
                        value is null && field.Value is not VariableNode
                            ? OneOfProblem(type)
                            : $"Expected variable \"${((VariableNode)field.Value).Name.Value}\" provided to field \"{definition.Name}\" for OneOf Input Object type \"{type}\" " +
                              (value is null ? "not to be null." : "to provide a runtime value."),
                        node);
                }
            }

            if (value != Absent)
            {
                try
                {
                    fields.Set(i, value);
                }
                catch (FormatException e)
                {
                    throw new CoercionFailure(e.Message, field!.Value, "." + definition.Name);
                }
            }
            else if (!fields.SetDefault(i) && definition.Type.IsNonNull)
            {
                throw new CoercionFailure(MissingField(type, definition, Printer.Print(node)), node);
            }
        }

        if (type.IsOneOf && fields.Given != 1)
        {
            throw new CoercionFailure(OneOfProblem(type), node);
        }

        return fields.Create();
    }

    private static object? CoerceLeaf(ValueNode node, LeafType leaf, VariableValues? variables)
    {
        var literal = HasVariables(node) ? Substitute(node, variables) : node;
        return leaf.TryCoerceLiteral(literal, out var value, out var error) ? value : throw new CoercionFailure(error, node);
    }

    /// <summary>The literal with the variables' values in place. Absent ones leave objects, and are null in lists.</summary>
    public static ValueNode Substitute(ValueNode node, VariableValues? variables) => node switch
    {
        VariableNode variable => variables?.Literal(variable.Name.Value) ?? new NullValueNode(node.Span),
        ListValueNode list => new ListValueNode(list.Span, [.. list.Values.Select(v => Substitute(v, variables))]),
        ObjectValueNode value => new ObjectValueNode(value.Span, [.. value.Fields
            .Where(f => f.Value is not VariableNode v || variables?.Literal(v.Name.Value) is not null)
            .Select(f => new ObjectFieldNode(f.Span, f.Name, Substitute(f.Value, variables)))]),
        _ => node,
    };

    private static object? CoerceJsonObject(JsonElement json, InputObjectType type, InputProblems problems, string path, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(at, $"Expected value of type \"{type}\" to be an object, found: {Inspection.Of(json)}.");
            return null;
        }

        var before = problems.Found.Count;
        var fields = new InputFields(type);
        for (var i = 0; i < type.Fields.Count; i++)
        {
            var definition = type.Fields[i];
            if (!json.TryGetProperty(definition.Name, out var value))
            {
                if (!fields.SetDefault(i) && definition.Type.IsNonNull)
                {
                    problems.Add(at, MissingField(type, definition, Inspection.Of(json)));
                }

                continue;
            }

            var count = problems.Found.Count;
            var coerced = CoerceJson(value, definition.Type, problems, $"{path}.{definition.Name}", $"{at}.{definition.Name}");
            if (problems.Found.Count > count)
            {
                fields.Given++;
                continue;
            }

            try
            {
                fields.Set(i, coerced);
            }
            catch (FormatException e)
            {
                problems.Add($"{at}.{definition.Name}", e.Message);
            }
        }

        AddUnknownFields(json, type, problems, at);
        if (type.IsOneOf)
        {
            CheckOneOf(json, type, fields.Given, problems, at);
        }

        return problems.Found.Count == before ? fields.Create() : null;
    }

    private static void AddUnknownFields(JsonElement json, InputObjectType type, InputProblems problems, string at)
    {
        string? found = null;
        foreach (var property in json.EnumerateObject())
        {
            if (problems.IsFull)
            {
                return;
            }

            if (type.Fields.Find(property.Name) is null)
            {
                found ??= Inspection.Of(json);
                var suggestion = problems.Suggests ? Suggestions.DidYouMean("", Suggestions.For(property.Name, type.Fields.Select(f => f.Name)), quote: true) : "";
                problems.Add(at, $"Expected value of type \"{type}\" not to include unknown field \"{property.Name}\"" +
                    (suggestion.Length == 0 ? $", found: {found}." : $".{suggestion} Found: {found}."));
            }
        }
    }

    private static void CheckOneOf(JsonElement json, InputObjectType type, int given, InputProblems problems, string at)
    {
        if (given != 1)
        {
            problems.Add(at, OneOfProblem(type));
        }

        var first = json.EnumerateObject().FirstOrDefault(p => type.Fields.Find(p.Name) is not null);
        if (first.Value.ValueKind == JsonValueKind.Null)
        {
            problems.Add($"{at}.{first.Name}", OneOfProblem(type));
        }
    }

    private static object? Convert(InputValue definition, object? value) => definition.Convert is null ? value : definition.Convert(value);

    private static string MissingField(InputObjectType type, InputValue field, string found) =>
        $"Expected value of type \"{type}\" to include required field \"{field.Name}\", found: {found}.";

    private static string OneOfProblem(InputObjectType type) =>
        $"Within OneOf Input Object type \"{type}\", exactly one field must be specified, and the value for that field must be non-null.";

    private static ArgumentNode? Find(IReadOnlyList<ArgumentNode> nodes, string name)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Name.Value == name)
            {
                return nodes[i];
            }
        }

        return null;
    }

    /// <summary>The fields of one input object while they are gathered.</summary>
    private sealed class InputFields(InputObjectType type)
    {
        private readonly object?[] values = new object?[type.Fields.Count];
        private readonly bool[] present = new bool[type.Fields.Count];

        /// <summary>How many were given rather than defaulted.</summary>
        public int Given { get; set; }

        public void Set(int index, object? value)
        {
            Given++;
            present[index] = true;
            values[index] = Convert(type.Fields[index], value);
        }

        public bool SetDefault(int index)
        {
            if (type.Fields[index].DefaultValue is null)
            {
                return false;
            }

            values[index] = type.Fields[index].CoercedDefault;
            present[index] = true;
            return true;
        }

        public object Create()
        {
            if (type.Create is not null)
            {
                return type.Create(new InputFieldValues(values, present));
            }

            var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < values.Length; i++)
            {
                if (present[i])
                {
                    fields.Add(type.Fields[i].Name, values[i]);
                }
            }

            return fields;
        }
    }
}
