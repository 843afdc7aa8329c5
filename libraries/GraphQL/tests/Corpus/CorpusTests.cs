using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Differential;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Corpus;

/// <summary>The corpus itself: the reference answers every case, and what a case is marked as is so.</summary>
public sealed class CorpusTests(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IEnumerable<string> Files => CaseCorpus.All.Select(one => one.File).Distinct();

    public static IEnumerable<TheoryDataRow<string>> Rows => Files.Select(file => new TheoryDataRow<string>(file));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_reference_says_of_every_case_what_its_mark_says(string file)
    {
        var wrong = new List<string>();
        foreach (var one in CaseCorpus.All.Where(one => one.File == file))
        {
            if (await ObjectionAsync(one) is { } objection) wrong.Add($"line {one.Line}, {one.Mark}: {one.Name}: {objection}");
        }

        wrong.ShouldBeEmpty();
    }

    private async Task<string?> ObjectionAsync(TestCase one)
    {
        if (one.Schema is not null)
        {
            var set = await fixture.Reference.SetSchemaAsync(one.Schema, Cancellation);
            if (set["errors"] is { } errors) return $"the schema has errors: {errors.ToJsonString()}";
        }

        return one.Kind switch
        {
            _ when one.Mark == Mark.Either => await FamilyObjectionAsync(one),
            CaseKind.Syntax => Objection(one, await fixture.Reference.ParseAsync(one.Document, Cancellation), "error"),
            CaseKind.SchemaDefinitions => Objection(one, await fixture.Reference.SetSchemaAsync(one.Document, Cancellation), "errors"),
            CaseKind.Validation => await RuleObjectionAsync(one),
            _ => ExecutionObjection(one, await fixture.Reference.ExecuteAsync(new ExecuteRequest(one.Document, one.Variables, one.OperationName, one.Root), Cancellation)),
        };
    }

    /// <summary>Nothing is known of the answer but that there is one; of a family's execution, that the document parses.</summary>
    private async Task<string?> FamilyObjectionAsync(TestCase one)
    {
        if (one.Kind == CaseKind.Syntax)
        {
            await fixture.Reference.ParseAsync(one.Document, Cancellation);
            return null;
        }

        if (one.Kind == CaseKind.SchemaDefinitions)
        {
            await fixture.Reference.SetSchemaAsync(one.Document, Cancellation);
            return null;
        }

        var answer = await fixture.Reference.ValidateAsync(one.Document, Cancellation);
        return answer.ContainsKey("errors") ? null : $"the document does not parse: {answer.ToJsonString()}";
    }

    private static string? Objection(TestCase one, JsonObject answer, string errors) =>
        (one.Mark == Mark.Valid) == (answer[errors] is null) ? null : $"the reference answers {answer.ToJsonString()}";

    /// <summary>A valid document passes all rules; an invalid one breaks the rule of its folder, whatever else it breaks; another breaks other rules only.</summary>
    private async Task<string?> RuleObjectionAsync(TestCase one)
    {
        var all = await fixture.Reference.ValidateAsync(one.Document, Cancellation);
        if (all["errors"] is not JsonArray errors) return $"the document does not parse: {all.ToJsonString()}";
        var ofRule = (await fixture.Reference.ValidateAsync(one.Document, one.Rule!, Cancellation))["errors"]!.AsArray();
        var mark = errors.Count == 0 ? Mark.Valid : ofRule.Count > 0 ? Mark.Invalid : Mark.Other;
        return mark == one.Mark ? null : $"the reference answers {all.ToJsonString()}";
    }

    private static string? ExecutionObjection(TestCase one, JsonObject answer)
    {
        var hasData = answer["result"] is JsonArray or JsonObject { Count: > 0 } && (answer["result"] is not JsonObject result || result.ContainsKey("data"));
        return (one.Mark == Mark.Refused) == !hasData ? null : $"the reference answers {answer.ToJsonString()}";
    }
}
