using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.Types;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("nmae", "name,names,game,other", "name,game,names")]
    [InlineData("NAME", "name", "name")]
    [InlineData("x", "y,abc", "y")]
    [InlineData("item10", "item2,item1,Item1,item010,item10", "item10,Item1,item010,item1,item2")]
    [InlineData("nothing", "name", "")]
    public void Names_nearest_to_what_was_typed_are_suggested(string given, string names, string expected) =>
        string.Join(',', Suggestions.For(given, names.Split(','))).ShouldBe(expected);

    [Theory]
    [InlineData("", "")]
    [InlineData("a", " Did you mean \"a\"?")]
    [InlineData("a,b", " Did you mean \"a\" or \"b\"?")]
    [InlineData("a,b,c", " Did you mean \"a\", \"b\", or \"c\"?")]
    [InlineData("a,b,c,d,e,f", " Did you mean \"a\", \"b\", \"c\", \"d\", or \"e\"?")]
    public void Five_suggestions_at_most_make_a_sentence(string suggestions, string expected) =>
        Suggestions.DidYouMean("", suggestions.Split(',', StringSplitOptions.RemoveEmptyEntries), quote: true).ShouldBe(expected);
}
