using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Corpus;

/// <summary>Cases that are every pair of two lists: each literal for each scalar, each variable's type at each place, each value in each shape of type, and their like.</summary>
internal static class Families
{
    private static readonly string[] s_inputFields = ["int", "float", "string", "boolean", "id", "color", "any"];
    private static readonly string[] s_inputTypes = ["Int", "Float", "String", "Boolean", "ID", "Color", "Any"];
    private static readonly string[] s_outputFields = ["outInt", "outFloat", "outString", "outBoolean", "outId", "outColor", "outAny"];

    private static readonly string[] s_literals =
    [
        "0", "-0", "1", "-1", "2147483647", "2147483648", "-2147483648", "-2147483649", "9007199254740991", "9007199254740993", "18446744073709551616", "1.0", "0.0", "-0.0", "1.5", "-1.5",
        "0.1", "1e0", "1e3", "1E-3", "1e21", "1e20", "1e-7", "1e-6", "123456789012345678", "123456789.123456789", "5e-324", "1e308", "0.30000000000000004", "100e-2", "\"\"", "\"0\"", "\"1\"",
        "\"true\"", "\"RED\"", "true", "false", "null", "RED", "PINK", "[]", "[1]", "[null]", "{}", "{a: 1}",
    ];

    private static readonly string[] s_jsons =
    [
        "0", "1", "-1", "2147483647", "2147483648", "-2147483648", "-2147483649", "9007199254740991", "1.0", "1.5", "-1.5", "0.1", "1e0", "1e3", "1e21", "1e-7", "5e-324", "1e308", "\"\"", "\"0\"",
        "\"1\"", "\"1.5\"", "\"true\"", "\"RED\"", "\"PINK\"", "\" \"", "true", "false", "null", "[]", "[1]", "[null]", "{}", "{\"a\":1}",
    ];

    private static readonly string[] s_places =
    [
        "int", "intNeeded", "intDefault", "intNeededDefault", "float", "string", "boolean", "id", "any", "color", "ints", "intsNeeded", "matrix", "cube", "point", "pointNeeded", "points", "choice", "choiceNeeded",
    ];

    private static readonly (string Type, string Default)[] s_variables =
    [
        ("Int", "1"), ("Int!", "1"), ("[Int]", "[1]"), ("[Int!]", "[1]"), ("[Int]!", "[1]"), ("[Int!]!", "[1]"), ("[[Int]]", "[[1]]"), ("[[[Int!]!]!]!", "[[[1]]]"), ("Float", "1.5"), ("String", "\"s\""),
        ("Boolean", "true"), ("ID", "\"i\""), ("Color", "RED"), ("Any", "{a: 1}"), ("Point", "{x: 1}"), ("Point!", "{x: 1}"), ("[Point!]!", "[{x: 1}]"), ("Choice", "{id: 1}"), ("Choice!", "{id: 1}"),
    ];

    private static readonly string[] s_shapes =
        ["Int", "Int!", "[Int]", "[Int!]", "[Int]!", "[Int!]!", "[[Int]]", "[[Int]!]", "[[Int!]]", "[[Int!]!]!", "Box", "Box!", "[Box]", "[Box!]", "[Box]!", "[Box!]!", "[[Box!]!]"];

    private static readonly string[] s_shapedValues =
    [
        "1", "null", "\"x\"", "{}", "{\"n\":1}", "{\"n\":null}", "{\"n\":{\"$error\":\"n\"}}", "{\"n\":{\"$async\":null}}", "{\"$error\":\"e\"}", "{\"$async\":null}", "{\"$asyncError\":\"e\"}",
        "[]", "[1,2]", "[1,null,2]", "[null,{\"$error\":\"e\"}]", "[1,{\"$async\":null}]", "{\"$async\":[1,{\"$asyncError\":\"e\"}]}", "[{\"n\":1},{\"n\":null}]", "[{\"$async\":{\"n\":{\"$async\":null}}}]",
        "[[1,null],null,[2]]", "[[1],{\"$error\":\"e\"}]", "[[{\"n\":1}],[{\"n\":null}]]", "[[1],[{\"$asyncError\":\"e\"}]]", "[[],[]]",
    ];

    private static readonly (string Location, string Document)[] s_executableLocations =
    [
        ("QUERY", "query @D { a }"), ("MUTATION", "mutation @D { a }"), ("SUBSCRIPTION", "subscription @D { a }"), ("FIELD", "{ a @D }"), ("FRAGMENT_DEFINITION", "{ ...F } fragment F on Query @D { a }"),
        ("FRAGMENT_SPREAD", "{ ...F @D } fragment F on Query { a }"), ("INLINE_FRAGMENT", "{ ... @D { a } }"), ("VARIABLE_DEFINITION", "query ($a: Int @D) { a(a: $a) }"),
    ];

    private static readonly (string Location, string Definition)[] s_typeSystemLocations =
    [
        ("SCHEMA", "schema @d { query: Query }"), ("SCALAR", "scalar S @d"), ("OBJECT", "type T @d { a: Int }"), ("FIELD_DEFINITION", "type T { a: Int @d }"), ("ARGUMENT_DEFINITION", "type T { a(b: Int @d): Int }"),
        ("INTERFACE", "interface I @d { a: Int }"), ("UNION", "union U @d = Query"), ("ENUM", "enum E @d { A }"), ("ENUM_VALUE", "enum E { A @d }"), ("INPUT_OBJECT", "input N @d { a: Int }"),
        ("INPUT_FIELD_DEFINITION", "input N { a: Int @d }"), ("ARGUMENT_DEFINITION", "directive @e(a: Int @d) on FIELD"),
    ];

    public static IEnumerable<TestCase> All =>
    [
        .. Literals(), .. VariableValues(), .. Results(), .. Positions(), .. Shapes(), .. ExecutableLocations(), .. TypeSystemLocations(), .. Characters(),
    ];

    private static IEnumerable<TestCase> Literals() =>
        from literal in s_literals
        from field in s_inputFields
        select Execution("literals", $"{literal} for {field}", $"{{ {field}(v: {literal}) }}", root: $$"""{"{{field}}": {"$args": true} }""");

    private static IEnumerable<TestCase> VariableValues() =>
        from json in s_jsons
        from at in Enumerable.Range(0, s_inputFields.Length)
        let field = s_inputFields[at]
        select Execution("variables", $"{json} for {s_inputTypes[at]}", $"query ($v: {s_inputTypes[at]}) {{ {field}(v: $v) }}", $$"""{"{{field}}": {"$args": true} }""", $$"""{"v": {{json}} }""");

    private static IEnumerable<TestCase> Results() =>
        from json in s_jsons
        from field in s_outputFields
        select Execution("results", $"{json} of {field}", $"{{ {field} }}", $$"""{"{{field}}": {{json}} }""");

    private static IEnumerable<TestCase> Positions() =>
        from variable in s_variables
        from place in s_places
        from withDefault in new[] { false, true }
        let definition = withDefault ? $"{variable.Type} = {variable.Default}" : variable.Type
        select new TestCase("Validation/VariablesInAllowedPosition/(family)", 0, $"{definition} at {place}", CaseKind.Validation, Mark.Either, CaseCorpus.Schema("values"), $"query ($v: {definition}) {{ {place}(v: $v) }}");

    private static IEnumerable<TestCase> Shapes() =>
        from shape in s_shapes
        from value in s_shapedValues
        let schema = $"type Query {{ box: Outer }} type Outer {{ before: Int value: {shape} after: Int }} type Box {{ n: Int! }}"
        let document = $"{{ box {{ before value{(shape.Contains("Box", StringComparison.Ordinal) ? " { n }" : "")} after }} }}"
        select new TestCase("Execution/(shapes)", 0, $"{value} as {shape}", CaseKind.Execution, Mark.Either, schema, document, Root: JsonNode.Parse($$"""{"box": {"before": 1, "value": {{value}}, "after": 2} }"""));

    private static IEnumerable<TestCase> ExecutableLocations() =>
        from defined in s_executableLocations
        from used in s_executableLocations
        let schema = $"directive @D on {defined.Location} type Query {{ a(a: Int): Int }} type Mutation {{ a: Int }} type Subscription {{ a: Int }}"
        select new TestCase("Validation/KnownDirectives/(family)", 0, $"{defined.Location} on {used.Location}", CaseKind.Validation, Mark.Either, schema, used.Document);

    private static IEnumerable<TestCase> TypeSystemLocations() =>
        from defined in s_typeSystemLocations.Select(one => one.Location).Distinct()
        from used in s_typeSystemLocations
        select new TestCase(
            "SchemaDefinitions/(locations)", 0, $"{defined} on {used.Definition}", CaseKind.SchemaDefinitions, Mark.Either, null, $"directive @d on {defined}\ntype Query {{ a: Int }}\n{used.Definition}");

    /// <summary>Each ASCII character between tokens, in a string, after a backslash, in a block string, in a comment.</summary>
    private static IEnumerable<TestCase> Characters() =>
        from code in Enumerable.Range(0, 128)
        from place in new[] { "{{ a {0} b }}", "{{ a(b: \"{0}\") }}", "{{ a(b: \"\\{0}\") }}", "{{ a(b: \"\"\"{0}x\"\"\") }}", "{{ a #{0}\n }}" }
        select new TestCase("Syntax/(characters)", 0, $"{code} in {place}", CaseKind.Syntax, Mark.Either, null, string.Format(place, (char)code));

    private static TestCase Execution(string family, string name, string document, string root, string? variables = null) => new(
        $"Execution/({family})", 0, name, CaseKind.Execution, Mark.Either, CaseCorpus.Schema("values"), document, variables is null ? null : JsonNode.Parse(variables), Root: JsonNode.Parse(root));
}
