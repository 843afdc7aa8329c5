using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.Tests.Corpus;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>Puts a case to the reference and to an engine, and reports what differs.</summary>
internal sealed partial class DifferentialRun(IEngine reference, IEngine engine)
{
    private const int LongestAnswer = 4000;

    /// <summary>Null when the answers are the same; else a report for people: the case, both answers, the first difference.</summary>
    public async Task<string?> CompareAsync(TestCase one, CancellationToken cancellation)
    {
        if (one.Schema is not null)
        {
            var expected = await reference.SetSchemaAsync(one.Schema, cancellation);
            var actual = await engine.SetSchemaAsync(one.Schema, cancellation);
            if (Comparison.Of(expected, actual) is { } difference) return Report(one, "setting the schema", expected, actual, difference);
        }

        return one.Kind switch
        {
            CaseKind.Syntax => await CompareAsync(one, "parse", Comparison.Of, side => side.ParseAsync(one.Document, cancellation)),
            CaseKind.Validation => await CompareAsync(one, "validate", Comparison.Of, side => side.ValidateAsync(one.Document, cancellation)),
            CaseKind.Execution => await CompareAsync(
                one, "execute", (expected, actual) => Comparison.OfExecution(WithoutPromises(expected), WithoutPromises(actual)), side => side.ExecuteAsync(new ExecuteRequest(one.Document, one.Variables, one.OperationName, one.Root), cancellation)),
            _ => await CompareSchemasAsync(one, cancellation),
        };
    }

    private async Task<string?> CompareSchemasAsync(TestCase one, CancellationToken cancellation)
    {
        var expected = await reference.SetSchemaAsync(one.Document, cancellation);
        if (expected.ContainsKey("broken")) return await RefusedAsync(one, expected, cancellation);
        return await CompareAsync(one, "setting the schema", Comparison.Of, side => side.SetSchemaAsync(one.Document, cancellation)) is { } report ? report
            : expected.ContainsKey("errors") ? null
            : await CompareAsync(one, "introspect", Comparison.Of, side => side.IntrospectAsync(cancellation))
            ?? await CompareAsync(one, "print the schema", Comparison.Of, side => side.PrintSchemaAsync(cancellation));
    }

    /// <summary>Where the reference falls over a wrong schema instead of naming its errors, the engine has to name some.</summary>
    private async Task<string?> RefusedAsync(TestCase one, JsonObject expected, CancellationToken cancellation)
    {
        var actual = await AnswerOrFailureAsync(() => engine.SetSchemaAsync(one.Document, cancellation));
        return actual.ContainsKey("errors") || actual.ContainsKey("broken") ? null : Report(one, "setting the schema", expected, actual, new Difference("errors", "broken", "none"));
    }

    private async Task<string?> CompareAsync(TestCase one, string operation, Func<JsonObject, JsonObject, Difference?> compare, Func<IEngine, Task<JsonObject>> ask)
    {
        var expected = await ask(reference);
        var actual = await AnswerOrFailureAsync(() => ask(engine));
        return compare(expected, actual) is { } difference ? Report(one, operation, expected, actual, difference) : null;
    }

    /// <summary>A message that shows a list shows what of it is still to come, or has failed, in its language's own way: as {}, a promise or an error.</summary>
    private static JsonObject WithoutPromises(JsonObject answer)
    {
        var text = answer.ToJsonString(AnswerText.Compact);
        return text.Contains(" value: [", StringComparison.Ordinal) ? JsonNode.Parse(ShownList().Replace(text, " value: [...]\""))!.AsObject() : answer;
    }

    [GeneratedRegex(@" value: \[(?:[^""\\]|\\.)*\]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShownList();

    /// <summary>An engine that throws has answered wrongly: the report must still name the case.</summary>
    private static async Task<JsonObject> AnswerOrFailureAsync(Func<Task<JsonObject>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new JsonObject { ["thrown"] = failure.ToString() };
        }
    }

    private static string Report(TestCase one, string operation, JsonObject expected, JsonObject actual, Difference difference)
    {
        var report = new StringBuilder().AppendLine().AppendLine($"{one.Id} (line {one.Line}): {operation}").AppendLine();
        Part(report, "document", one.Document);
        if (one.OperationName is not null) Part(report, "operation", one.OperationName);
        if (one.Variables is not null) Part(report, "variables", one.Variables.ToJsonString(AnswerText.Compact));
        if (one.Root is not null) Part(report, "root", one.Root.ToJsonString(AnswerText.Compact));
        Part(report, "reference", Shortened(expected));
        Part(report, "engine", Shortened(actual));
        report.AppendLine($"first difference at {(difference.Where.Length == 0 ? "the top" : difference.Where)}");
        Part(report, "  reference", difference.Reference);
        Part(report, "  engine", difference.Engine);
        return report.ToString();
    }

    private static void Part(StringBuilder report, string title, string text) => report.AppendLine($"{title}:").AppendLine(text).AppendLine();

    private static string Shortened(JsonObject answer)
    {
        var text = answer.ToJsonString(AnswerText.Indented);
        return text.Length <= LongestAnswer ? text : $"{text[..LongestAnswer]}... ({text.Length} characters)";
    }
}
