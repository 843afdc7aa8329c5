using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Tests.Validation;

public sealed class LimitTests
{
    [Theory]
    [InlineData("{ shelf { above { id } } }")]
    [InlineData("{ shelf { ... { above { ... on Shelf { id } } } } }")]
    [InlineData("{ ...A } fragment A on Query { shelf { ...B } } fragment B on Shelf { above { id } }")]
    [InlineData("fragment B on Shelf { above { id } } fragment A on Query { shelf { ...B } } { ...A }")]
    public void Fields_may_be_nested_as_deep_as_allowed_and_no_deeper_with_or_without_fragments(string document)
    {
        Checked.Validate(document, new GraphQLOptions { MaxDepth = 3 }).ShouldBeEmpty();

        var error = Checked.Validate(document, new GraphQLOptions { MaxDepth = 2 }).ShouldHaveSingleItem();
        error.Message.ShouldBe("The operation nests fields 3 deep, and 2 are allowed: ask for what is below in a further request.");
        error.Code.ShouldBe(ErrorCodes.TooComplex);
        error.Locations.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{ __schema { types { name fields { name type { ofType { ofType { name } } } } } } }")]
    [InlineData("{ __schema { types { ...T } } } fragment T on __Type { name fields { type { ofType { name } } } }")]
    [InlineData("{ shelf { __typename } }")]
    public void Introspection_does_not_count_as_depth(string document) =>
        Checked.Validate(document, new GraphQLOptions { MaxDepth = 1 }).ShouldBeEmpty();

    [Theory]
    [InlineData("{ a: date b: date c: date }")]
    [InlineData("{ a: date ...B ...B } fragment B on Query { b: date }")]
    [InlineData("query A { a: date } query B { a: date b: date }")]
    public void Aliases_are_counted_over_the_document_and_wherever_a_fragment_is_spread(string document)
    {
        Checked.Validate(document, new GraphQLOptions { MaxAliases = 3 }).ShouldBeEmpty();

        var error = Checked.Validate(document, new GraphQLOptions { MaxAliases = 2 }).ShouldHaveSingleItem();
        error.Message.ShouldStartWith("The document has 3 aliases, those of fragments counted wherever they are spread, and 2 are allowed");
        error.Code.ShouldBe(ErrorCodes.TooComplex);
    }

    [Theory]
    [InlineData("query @onQuery { date @onField json @onField }")]
    [InlineData("query @onQuery { ...D ...D } fragment D on Query { date @onField }")]
    [InlineData("{ ... @onInlineFragment { ...D @onFragmentSpread } } fragment D on Query @onFragmentDefinition { date }")]
    public void Directives_are_counted_wherever_they_stand(string document)
    {
        Checked.Validate(document, new GraphQLOptions { MaxDirectives = 3 }).ShouldBeEmpty();

        var error = Checked.Validate(document, new GraphQLOptions { MaxDirectives = 2 }).ShouldHaveSingleItem();
        error.Message.ShouldBe("The document has 3 directives, those of fragments counted wherever they are spread, and 2 are allowed.");
        error.Code.ShouldBe(ErrorCodes.TooComplex);
    }

    [Theory]
    [InlineData("{ date json __typename }")]
    [InlineData("{ date ...R } fragment R on Query { json ... { date } }")]
    public void Root_fields_are_counted_through_fragments(string document)
    {
        Checked.Validate(document, new GraphQLOptions { MaxRootFields = 3 }).ShouldBeEmpty();

        var error = Checked.Validate(document, new GraphQLOptions { MaxRootFields = 2 }).ShouldHaveSingleItem();
        error.Message.ShouldBe("The operation has 3 root fields, and 2 are allowed: ask in several requests.");
        error.Code.ShouldBe(ErrorCodes.TooComplex);
    }

    [Fact]
    public void Only_the_fields_of_an_operation_itself_are_root_fields() =>
        Checked.Validate("{ author { id name born } } ", new GraphQLOptions { MaxRootFields = 1 }).ShouldBeEmpty();

    [Fact]
    public void A_limit_is_told_of_before_any_rule_is_asked() =>
        Checked.Validate("{ a: nope b: neither }", new GraphQLOptions { MaxAliases = 1 }).ShouldHaveSingleItem().Code.ShouldBe(ErrorCodes.TooComplex);

    [Fact]
    public void Validation_ends_after_the_errors_allowed_and_says_so()
    {
        var errors = Checked.Validate("{ a b c d }", new GraphQLOptions { MaxValidationErrors = 2 });

        errors.Select(e => e.Message).ShouldBe(
        [
            "Cannot query field \"a\" on type \"Query\".",
            "Cannot query field \"b\" on type \"Query\".",
            "Too many validation errors, error limit reached. Validation aborted.",
        ]);
        errors.ShouldAllBe(e => e.Code == ErrorCodes.ValidationFailed);
    }

    [Fact]
    public void As_many_errors_as_allowed_are_told_without_a_word_of_more() =>
        Checked.Validate("{ a b }", new GraphQLOptions { MaxValidationErrors = 2 }).Count.ShouldBe(2);

    [Fact]
    public void Lines_and_columns_are_counted_in_characters_over_every_kind_of_line_break()
    {
        var errors = Checked.Validate("{ # é😀\r\n  a\r  b #😀\n\n  string(value: \"😀\") { c }, d }");

        errors.Select(e => e.Locations.Single()).ShouldBe([new SourceLocation(2, 3), new SourceLocation(3, 3), new SourceLocation(5, 23), new SourceLocation(5, 30)], ignoreOrder: true);
    }
}
