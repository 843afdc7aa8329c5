using System.Text;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Tests.Language;

public sealed class ParserLimitTests
{
    private const int Million = 1_000_000;

    [Fact]
    public void A_document_may_have_as_many_tokens_as_allowed_and_comments_do_not_count() =>
        Should.NotThrow(() => Parser.Parse("{ a b c } # d", new ParserOptions { MaxTokens = 5 }));

    [Fact]
    public void One_token_more_is_refused_where_it_stands()
    {
        var refusal = Should.Throw<GraphQLSyntaxException>(() => Parser.Parse("{ a b c d }", new ParserOptions { MaxTokens = 5 }));

        refusal.Message.ShouldBe("Syntax Error: Document contains more than 5 tokens. Parsing aborted.");
        refusal.Location.ShouldBe(new SourceLocation(1, 11));
    }

    [Theory]
    [InlineData("{a{b{c}}}")]
    [InlineData("{a(b: [[1]])}")]
    [InlineData("{a(b: {c: {d: 1}})}")]
    [InlineData("{...{...{a}}}")]
    [InlineData("query($a: [[[Int]]]) {a}")]
    public void Three_levels_pass_where_three_are_allowed_and_fail_where_two_are(string text)
    {
        Should.NotThrow(() => Parser.Parse(text, new ParserOptions { MaxDepth = 3 }));
        Should.Throw<GraphQLSyntaxException>(() => Parser.Parse(text, new ParserOptions { MaxDepth = 2 })).Message
            .ShouldBe("Syntax Error: Document is nested deeper than 2 levels. Parsing aborted.");
    }

    [Fact]
    public void Siblings_do_not_add_up_to_depth() =>
        Should.NotThrow(() => Parser.Parse("{a(b: [[1] [2] {c: 3}]) {d} e {f}} {g}", new ParserOptions { MaxDepth = 3 }));

    [Theory]
    [InlineData("{a")]
    [InlineData("{...")]
    [InlineData("{...@b")]
    public void A_million_selections_deep_is_refused(string level) => RefusesHoweverDeep(Repeat(level));

    [Theory]
    [InlineData("[")]
    [InlineData("{a:")]
    public void A_million_values_deep_is_refused(string level) => RefusesHoweverDeep("{a(b:" + Repeat(level));

    [Fact]
    public void A_million_lists_deep_is_no_type() => RefusesHoweverDeep("query($a:" + Repeat("["));

    /// <summary>At the default limits, and where only the stack is the limit.</summary>
    private static void RefusesHoweverDeep(string text)
    {
        var unlimited = new ParserOptions { MaxDepth = int.MaxValue, MaxTokens = int.MaxValue };

        Should.Throw<GraphQLSyntaxException>(() => Parser.Parse(text)).Message.ShouldBe("Syntax Error: Document is nested deeper than 200 levels. Parsing aborted.");
        Should.Throw<GraphQLSyntaxException>(() => Parser.Parse(text, unlimited)).Message.ShouldContain("deeper than the stack allows");
    }

    private static string Repeat(string level) => new StringBuilder(level.Length * Million).Insert(0, level, Million).ToString();
}
