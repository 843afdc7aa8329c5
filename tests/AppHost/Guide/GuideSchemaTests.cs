using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;
using OrleansLedger.LocalServers.Hosting;

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

    [Fact]
    public void Every_code_of_a_problem_that_the_guide_names_is_one_and_every_one_is_named()
    {
        var sources = string.Concat(((string[])["Api", "Domain/Documents"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryPrograms.Root, folder), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        var rules = string.Concat(((string[])["Domain/Documents/TransactionRules.cs", "Domain/Documents/AttachmentRules.cs", "Api/Documents/BankTransactionInput.cs"])
            .Select(file => File.ReadAllText(Path.Combine(RepositoryPrograms.Root, file))));
        var refusals = Refusal.Matches(sources).Concat(InputProblem.Matches(rules)).Select(match => match.Groups["code"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Section("## Errors").Where(line => line.Contains("Problem`", StringComparison.Ordinal)).SelectMany(line => Code.Matches(line).Select(match => match.Groups["code"].Value)).ToList();

        refusals.Count.ShouldBeGreaterThan(20, "else this looks at nothing");
        refusals.Except(named).ShouldBeEmpty();
        named.Where(code => !sources.Contains($"\"{code}\"", StringComparison.Ordinal) && !sources.Contains($"\"{code.Replace("provider_", "", StringComparison.Ordinal)}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_that_parks_a_document_is_in_the_guide_and_every_one_there_parks()
    {
        var sources = string.Concat(((string[])["Silo/Exports", "Providers"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryPrograms.Root, folder), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        var parks = Parking.Matches(sources).Select(match => match.Groups["code"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Section("## Repair").SelectMany(line => Code.Matches(line.Split(" | ")[^1]).Select(match => match.Groups["code"].Value)).Where(code => code.Contains('_')).ToList();

        parks.Count.ShouldBeGreaterThan(25, "else this looks at nothing");
        parks.Except(named).ShouldBeEmpty();
        named.Where(code => !sources.Contains($"\"{code}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Names in the last column of the table under "From REST".</summary>
    private static IEnumerable<string> Named() =>
        Section("## From REST").SelectMany(line => Operation.Matches(line.Split(" | ")[^1]).Select(match => match.Groups["name"].Value));

    /// <summary>The lines of a section's tables.</summary>
    private static IEnumerable<string> Section(string heading)
    {
        var guide = Markdown.Read("docs/api.md");
        var from = guide.IndexOf(heading, StringComparison.Ordinal);
        var to = guide.IndexOf("\n## ", from, StringComparison.Ordinal);
        return guide[from..(to < 0 ? guide.Length : to)].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal));
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

    [GeneratedRegex(@"RequestRefusedException\(\s*""(?<code>[a-z_]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refusal { get; }

    /// <summary>A problem of an input's value or field.</summary>
    [GeneratedRegex(@"(new|(Value|Field)Problem)\(\s*""(?<code>[a-z]+(_[a-z]+)*)"",\s*(\$?""|PlainText|actual|field|TransactionFields)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InputProblem { get; }

    /// <summary>A problem of a document's, with words for people after its code.</summary>
    [GeneratedRegex(@"(new|[Aa]dd|Not)\(\s*""(?<code>[a-z]+(_[a-z]+)+)"",\s*(\$?""[^""]|document\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parking { get; }

    [GeneratedRegex(@"`(?<code>[a-z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"`(?<name>[A-Za-z]+(\.[a-z]\w*)*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Operation { get; }
}
