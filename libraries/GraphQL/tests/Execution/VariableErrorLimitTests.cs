using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.CodeFirst;

namespace OrleansLedger.GraphQL.Tests.Execution;

/// <summary>Values are as long as a client likes; what is said of them is not.</summary>
public sealed class VariableErrorLimitTests
{
    private const string Limit = "Too many errors processing variables, error limit reached. Execution aborted.";

    private readonly LibraryServer server = new();

    [Theory]
    [InlineData(49, 49)]
    [InlineData(50, 50)]
    [InlineData(51, 51)]
    [InlineData(5_000, 51)]
    public async Task Of_wrong_items_fifty_are_told(int items, int errors) =>
        Check(await server.AskAsync("query($kinds: [BookKind!]) { books(filter: { kinds: $kinds, limit: 1 }) { id } }", new { kinds = Enumerable.Repeat("NONE", items) }), errors);

    [Theory]
    [InlineData(50, 50)]
    [InlineData(60, 51)]
    public async Task Of_unknown_fields_fifty_are_told(int fields, int errors) => Check(await AskWithUnknownFieldsAsync(fields), errors);

    [Fact]
    public async Task Fewer_are_told_where_each_shows_a_long_value()
    {
        var messages = (await AskWithUnknownFieldsAsync(2_000))["errors"]!.AsArray().Select(error => (string)error!["message"]!).ToList();

        messages[^1].ShouldBe(Limit);
        messages.Sum(message => message.Length).ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task Errors_of_several_variables_count_together()
    {
        var answer = await server.AskAsync(
            "query($a: [BookKind!], $b: [BookKind!]) { a: books(filter: { kinds: $a, limit: 1 }) { id } b: books(filter: { kinds: $b, limit: 1 }) { id } }",
            new { a = Enumerable.Repeat("NONE", 49), b = new[] { "NONE", "NEITHER" } });

        Check(answer, 51);
        ((string)answer["errors"]![49]!["message"]!).ShouldStartWith("Variable \"$b\" has invalid value at [0]");
    }

    private Task<JsonObject> AskWithUnknownFieldsAsync(int fields) =>
        server.AskAsync("query($filter: BookFilterInput) { books(filter: $filter) { id } }", new { filter = Enumerable.Range(0, fields).ToDictionary(number => $"x{number}", number => number) });

    private static void Check(JsonObject answer, int count)
    {
        var messages = answer["errors"]!.AsArray().Select(error => (string)error!["message"]!).ToList();
        messages.Count.ShouldBe(count);
        (messages[^1] == Limit).ShouldBe(count > 50);
        messages.Count(message => message.StartsWith("Variable ", StringComparison.Ordinal)).ShouldBe(Math.Min(count, 50));
        answer.ContainsKey("data").ShouldBeFalse();
    }
}
