using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Tests.Types;

/// <summary>Every rule is seen breaking here; that the wording is graphql-js's own is the differential suite's to show.</summary>
public sealed class SchemaCheckTests
{
    public static TheoryData<string, string[]> Broken => new()
    {
        { "schema{mutation:M} type M{a:Int}", ["Query root type must be provided. 1:1"] },
        { "enum Query{A} scalar Mutation", ["Query root type must be Object type, it cannot be Query. 1:1", "Mutation root type must be Object type if provided, it cannot be Mutation. 1:15"] },
        { "schema{query:Q mutation:Q} type Q{a:Int}", ["All root types must be different, \"Q\" type is used as query and mutation root types. 1:14 1:25"] },
        { "type Query", ["Type Query must define one or more fields. 1:1"] },
        { "type Query{__a:Int}", ["Name \"__a\" must not begin with \"__\", which is reserved by GraphQL introspection. 1:12"] },
        { "type Query{a:I} input I{b:Query}", ["The type of Query.a must be Output Type but got: I. 1:14", "The type of I.b must be Input Type but got: Query. 1:27"] },
        { "type Query{a(b:Query):Int}", ["The type of Query.a(b:) must be Input Type but got: Query. 1:16"] },
        { "directive @d(a:Query) on FIELD type Query{a:Int}", ["The type of @d(a:) must be Input Type but got: Query. 1:14"] },
        { "type Query implements E{a:Int} enum E{A}", ["Type Query must only implement Interface types, it cannot implement E. 1:23"] },
        { "type Query implements I&I{a:Int} interface I{a:Int}", ["Type Query can only implement I once. 1:23 1:25"] },
        { "type Query{a:Int} interface A implements A{a:Int}", ["Type A cannot implement itself because it would create a circular reference. 1:42"] },
        { "type Query implements A{a:Int} interface A implements B{a:Int} interface B{a:Int}", ["Type Query must implement B because it is implemented by A. 1:55 1:23"] },
        { "type Query implements I{b:Int} interface I{a:Int}", ["Interface field I.a expected but Query does not provide it. 1:44 1:1"] },
        { "type Query implements I{a:Int} interface I{a:Int!}", ["Interface field I.a expects type Int! but Query.a is type Int. 1:46 1:27"] },
        { "type Query implements I{a:Int} interface I{a(b:Int):Int}", ["Interface field argument I.a(b:) expected but Query.a does not provide it. 1:46 1:25"] },
        { "type Query implements I{a(b:ID):Int} interface I{a(b:Int):Int}", ["Interface field argument I.a(b:) expects type Int but Query.a(b:) is type ID. 1:54 1:29"] },
        { "type Query implements I{a(b:Int!):Int} interface I{a:Int}", ["Argument \"Query.a(b:)\" must not be required type \"Int!\" if not provided by the Interface field \"I.a\". 1:27 1:52"] },
        { "type Query implements I{a:Int @deprecated} interface I{a:Int}", ["Interface field I.a is not deprecated, so implementation field Query.a must not be deprecated. 1:31 1:27"] },
        { "type Query{a:U} union U", ["Union type U must define one or more member types. 1:17"] },
        { "type Query{a:U} union U = Query|Query|Int", ["Union type U can only include type Query once. 1:27 1:33", "Union type U can only include Object types, it cannot include Int. 1:39"] },
        { "type Query{a:E} enum E", ["Enum type E must define one or more values. 1:17"] },
        { "type Query{a:Int} input I", ["Input Object type I must define one or more fields. 1:19"] },
        { "type Query{a:Int} input A{b:B!} input B{a:A!}", ["Input Object A cannot be provided a finite value because it references itself through fields: A.b, B.a. 1:27 1:41"] },
        { "type Query{a:Int} input A @oneOf{a:A}", ["Input Object A cannot be provided a finite value because it references itself through fields: A.a. 1:34"] },
        { "type Query{a:Int} input A @oneOf{a:Int! b:Int=1}", ["OneOf input field A.a must be nullable. 1:36", "OneOf input field A.b cannot have a default value. 1:41"] },
        { "type Query{a:Int} input A{a:Int} extend input A @oneOf", ["Directive @oneOf must not be provided by an extension of Input Object type A. 1:34"] },
        { "type Query{a(b:Int! @deprecated):Int}", ["Required argument Query.a(b:) cannot be deprecated. 1:21 1:16"] },
        { "type Query{a:Int} input A{a:Int! @deprecated}", ["Required input field A.a cannot be deprecated. 1:34 1:29"] },
        { "type Query{a:Int} input A{a:A={}}", ["Invalid circular reference. The default value of Input Object field A.a references itself. 1:31"] },
        { "type Query{a:Int} input A{b:B={}} input B{a:A={}}", ["Invalid circular reference. The default value of Input Object field A.b references itself via the default values of: B.a. 1:31 1:47"] },
        { "type Query{a(b:[Int!]=[1,null,\"c\"]):Int}", ["Query.a(b:) has invalid default value at [1]: Expected value of non-null type \"Int!\" not to be null. 1:26", "Query.a(b:) has invalid default value at [2]: Int cannot represent non-integer value: \"c\" 1:31"] },
        { "type Query{a(b:I={d:1}):Int} input I{c:Int!}", ["Query.a(b:) has invalid default value: Expected value of type \"I\" to include required field \"c\", found: { d: 1 }. 1:18", "Query.a(b:) has invalid default value: Expected value of type \"I\" not to include unknown field \"d\". Did you mean \"c\"? Found: { d: 1 }. 1:19"] },
        { "type Query{a(b:I=1):Int} input I{c:Int}", ["Query.a(b:) has invalid default value: Expected value of type \"I\" to be an object, found: 1. 1:18"] },
        { "type Query{a(b:I={}):Int} input I@oneOf{c:Int}", ["Query.a(b:) has invalid default value: Within OneOf Input Object type \"I\", exactly one field must be specified, and the value for that field must be non-null. 1:18"] },
        { "type Query{a(b:E=B):Int} enum E{A}", ["Query.a(b:) has invalid default value: Value \"B\" does not exist in \"E\" enum. Did you mean the enum value \"A\"? 1:18"] },
        { "directive @d(a:Int @d) on ARGUMENT_DEFINITION type Query{a:Int}", ["Directive @d cannot reference itself in its own definition. 1:1"] },
        { "directive @d(a:I) on INPUT_FIELD_DEFINITION input I{a:Int @d} type Query{a:Int}", ["Directive @d cannot reference itself in its own definition. 1:1"] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_schema_that_breaks_a_rule_is_refused(string sdl, string[] errors) => SchemaErrors.Of(sdl).ShouldBe(errors);

    [Theory]
    [InlineData("type Query implements I{a(b:Int c:Int!=1):Int!} interface I{a(b:Int):Int}")]
    [InlineData("type Query implements I{a:[Query!]} interface I{a:[U]} union U = Query")]
    [InlineData("input A{a:A b:[A!]!} type Query{a(b:A={b:[]}):Int}")]
    [InlineData("input A @oneOf{a:A b:Int} type Query{a(b:A={b:1}):Int}")]
    [InlineData("input A{a:A={a:null}} type Query{a:Int}")]
    [InlineData("type Query{a(b:[[Int]]=1 c:S={d:E}):Int @deprecated} scalar S")]
    [InlineData("extend schema @d {mutation:Query2} type Query{a:Int} type Query2{a:Int} directive @d on SCHEMA")]
    public void A_schema_that_keeps_the_rules_is_taken(string sdl) => SchemaErrors.Of(sdl).ShouldBeEmpty();

    [Fact]
    public void All_errors_are_listed_one_a_line()
    {
        var exception = Should.Throw<SchemaException>(() => Schema.Parse("type Query\nenum E"));

        exception.Message.ShouldBe("The GraphQL schema has 2 errors:\nType Query must define one or more fields. (1:1)\nEnum type E must define one or more values. (2:1)");
    }

    [Fact]
    public void A_schema_made_from_code_is_checked_for_what_a_text_cannot_get_wrong()
    {
        var query = new ObjectType("Query")
        {
            Fields = new([new Field("a", ScalarTypes.Int), new Field("a", ScalarTypes.Int), new Field("b-c", ScalarTypes.Int)]),
        };
        var enumeration = new EnumType("E") { Values = new([new EnumValue("true", 1), new EnumValue("1a", 2)]) };
        var parts = new SchemaParts { Query = query };
        parts.Types.AddRange([query, enumeration]);
        parts.Directives.Add(new DirectiveType("d"));

        SchemaCheck.Check(new Schema(parts)).Select(e => e.Message).ShouldBe(
        [
            "Field \"Query.a\" can only be defined once.",
            "Directive @d must include 1 or more locations.",
            "Names must only contain [_a-zA-Z0-9] but \"b-c\" does not.",
            "Enum values cannot be named: true",
            "Names must start with [_a-zA-Z] but \"1a\" does not.",
        ]);
    }

    [Fact]
    public void A_default_value_made_by_code_is_checked_like_one_of_a_text()
    {
        var argument = new InputValue("a", ScalarTypes.Int) { DefaultValue = new StringValueNode(default, "x", block: false) };
        var query = new ObjectType("Query") { Fields = new([new Field("f", ScalarTypes.Int) { Arguments = new([argument]) }]) };
        var parts = new SchemaParts { Query = query };
        parts.Types.Add(query);

        SchemaCheck.Check(new Schema(parts)).Single().Message.ShouldBe("Query.f(a:) has invalid default value: Int cannot represent non-integer value: \"x\"");
    }
}
