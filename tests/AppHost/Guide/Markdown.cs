using System.Text.RegularExpressions;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>A fenced block of a document. <paramref name="By"/> is the word after the language: whose key is used.</summary>
internal sealed record FencedBlock(string Document, int Line, string Language, string By, string Text)
{
    public override string ToString() => $"{Document}, line {Line}";
}

/// <summary>The repository's documents for people.</summary>
internal static partial class Markdown
{
    /// <summary>The text of a document, by its path from the repository's root.</summary>
    public static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryPrograms.Root, document));

    /// <summary>The fenced blocks of a document in their order, and the instructions to this test that readers do not see: <c>&lt;!-- test: ... --&gt;</c>, as blocks of the language "test".</summary>
    public static IReadOnlyList<FencedBlock> Blocks(string document, string text) =>
        [.. Block.Matches(text).Select(match => new FencedBlock(
            document,
            text.AsSpan(0, match.Index).Count('\n') + 1,
            match.Groups["test"].Success ? "test" : match.Groups["language"].Value,
            match.Groups["by"].Value,
            match.Groups["test"].Success ? match.Groups["test"].Value : match.Groups["text"].Value.TrimEnd()))];

    [GeneratedRegex(@"^```(?<language>\w+)(?: (?<by>\w+))?\n(?<text>.*?)^```$|^<!-- test: (?<test>.*?) -->$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block { get; }
}
