using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>What the documents say of the schema, against Api/schema.graphql.</summary>
public sealed partial class GuideSchemaTests
{
    private static readonly Schema s_schema = Schema.Parse(Markdown.Read("Api/schema.graphql"));

    [Theory]
    [InlineData("docs/api.md")]
    [InlineData("README.md")]
    public void Every_GraphQL_block_is_valid(string document)
    {
        var validator = new DocumentValidator(s_schema, new GraphQLOptions());

        Markdown.Blocks(document, Markdown.Read(document)).Where(block => block.Language == "graphql")
            .SelectMany(block => validator.Validate(Parser.Parse(block.Text)).Select(error => $"{block}: {error.Message}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_that_the_table_of_REST_calls_names_is_in_the_schema()
    {
        var named = Named().ToList();

        named.Count.ShouldBeGreaterThan(20, "else this looks at nothing");
        named.Where(operation => !Exists(operation.Split('.'))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("beginAuthorization", true)]
    [InlineData("job.results", true)]
    [InlineData("BankTransaction.amount", true)]
    [InlineData("bankTransfer", false)]
    [InlineData("job.outcomes", false)]
    [InlineData("BankTransaction.colour", false)]
    public void An_operation_is_a_root_field_or_a_field_below_one(string operation, bool exists) => Exists(operation.Split('.')).ShouldBe(exists);

    /// <summary>Names in the last column of the table under "From REST".</summary>
    private static IEnumerable<string> Named()
    {
        var guide = Markdown.Read("docs/api.md");
        var section = guide[guide.IndexOf("## From REST", StringComparison.Ordinal)..];
        return section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(line => Operation.Matches(line.Split(" | ")[^1]).Select(match => match.Groups["name"].Value));
    }

    private static bool Exists(string[] path)
    {
        if (s_schema.Types.TryGet(path[0], out var named) && named is FieldsType type)
        {
            return path.Length > 1 && Leads(type, path[1..]);
        }

        return new[] { s_schema.Query, s_schema.Mutation, s_schema.Subscription }.Any(root => root is not null && Leads(root, path));
    }

    private static bool Leads(FieldsType from, ReadOnlySpan<string> path) =>
        path.Length == 0 || (from.Fields.TryGet(path[0], out var field) && (path.Length == 1 || (field.Type.Named is FieldsType next && Leads(next, path[1..]))));

    [GeneratedRegex(@"`(?<name>[A-Za-z]+(\.[a-z]\w*)*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Operation { get; }
}
