namespace OrleansLedger.GraphQL.Tests.Types;

/// <summary>Every rule is seen breaking here; that the wording is graphql-js's own is the differential suite's to show.</summary>
public sealed class SdlValidationTests
{
    public static TheoryData<string, string[]> Broken => new()
    {
        { "schema{query:Q} schema{mutation:Q} type Q{a:Int}", ["Must provide only one schema definition. 1:17"] },
        { "schema{query:Q} type Q{a:Int} extend schema{query:Q}", ["There can be only one query type in schema. 1:8 1:45"] },
        { "type Query{a:Int} scalar Query", ["There can be only one type named \"Query\". 1:6 1:26"] },
        { "enum E{A} extend enum E{A}", ["Enum value \"E.A\" can only be defined once. 1:8 1:25"] },
        { "type A{a:Int} extend type A{a:Int}", ["Field \"A.a\" can only be defined once. 1:8 1:29"] },
        { "type A{a(x:Int x:Int):Int}", ["Argument \"A.a(x:)\" can only be defined once. 1:10 1:16"] },
        { "directive @d(a:Int a:Int) on FIELD", ["Argument \"@d(a:)\" can only be defined once. 1:14 1:20"] },
        { "directive @d on FIELD directive @d on FIELD", ["There can be only one directive named \"@d\". 1:12 1:34"] },
        { "type A{a:In}", ["Unknown type \"In\". Did you mean \"ID\" or \"Int\"? 1:10"] },
        { "type A @d {a:Int @skip(if:true)}", ["Unknown directive \"@d\". 1:8", "Directive \"@skip\" may not be used on FIELD_DEFINITION. 1:18"] },
        { "type A @d {a:Int} extend type A @d directive @d on OBJECT", ["The directive \"@d\" can only be used once at this location. 1:8 1:33"] },
        { "extend type Foo{a:Int} type Fooo{a:Int}", ["Cannot extend type \"Foo\" because it is not defined. Did you mean \"Fooo\"? 1:13"] },
        { "extend union A = A type A{a:Int}", ["Cannot extend non-union type \"A\". 1:20 1:1"] },
        { "type A{a:Int @deprecated(reasn:\"x\")}", ["Unknown argument \"reasn\" on directive \"@deprecated\". Did you mean \"reason\"? 1:26"] },
        { "type A{a:Int @deprecated(reason:\"x\" reason:\"y\")}", ["There can be only one argument named \"reason\". 1:26 1:37"] },
        { "input A{a:A={b:1 b:2}}", ["There can be only one input field named \"b\". 1:14 1:18"] },
        { "scalar S @specifiedBy", ["Argument \"@specifiedBy(url:)\" of type \"String!\" is required, but it was not provided. 1:10"] },
        { "scalar S @specifiedBy(url:5)", ["Argument \"@specifiedBy(url:)\" has invalid value: String cannot represent a non string value: 5 1:27"] },
        { "type A{a:Int @deprecated(reason:null)}", ["Argument \"@deprecated(reason:)\" has invalid value: Expected value of non-null type \"String!\" not to be null. 1:33"] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_text_that_breaks_a_rule_is_refused(string sdl, string[] errors) => SchemaErrors.Of(sdl).ShouldBe(errors);

    [Fact]
    public void Several_errors_come_in_the_order_of_the_text() => SchemaErrors.Of("""
        type A {
          b: Nope
          b: Int @nope
        }
        extend type C { a: Int }
        """).ShouldBe(
        [
            "Field \"A.b\" can only be defined once. 2:3 3:3",
            "Unknown type \"Nope\". 2:6",
            "Unknown directive \"@nope\". 3:10",
            "Cannot extend type \"C\" because it is not defined. Did you mean \"A\"? 5:13",
        ]);
}
