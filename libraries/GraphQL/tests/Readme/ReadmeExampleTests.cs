using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.RegularExpressions;

namespace OrleansLedger.GraphQL.Tests.Readme;

/// <summary>The README's example is a program that does what the README says.</summary>
public sealed partial class ReadmeExampleTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "README.md"));

    private static readonly string Example =
        typeof(ReadmeExampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Example").Value!;

    [Fact]
    public void The_example_in_the_README_is_the_program_that_is_compiled() =>
        Blocks("csharp").ShouldHaveSingleItem().ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "Program.cs")).TrimEnd());

    [Fact]
    public async Task The_example_answers_as_the_README_says()
    {
        var documents = Blocks("graphql");
        var answers = Blocks("json");
        documents.Count.ShouldBe(answers.Count);
        using var example = Process.Start(new ProcessStartInfo("dotnet", [Example, "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        })!;
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressOfAsync(example) };
            foreach (var (document, answer) in documents.Zip(answers))
            {
                using var response = await client.PostAsJsonAsync("/graphql", new { query = document }, TestContext.Current.CancellationToken);
                (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(answer);
            }
        }
        finally
        {
            example.Kill(entireProcessTree: true);
            await example.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static List<string> Blocks(string language) =>
        [.. Block().Matches(Readme).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value.TrimEnd())];

    private static async Task<Uri> AddressOfAsync(Process example)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (await example.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } found)
            {
                return new Uri(found.Groups["url"].Value);
            }
        }

        throw new InvalidOperationException($"The example ended before it listened: {await example.StandardError.ReadToEndAsync(deadline.Token)}");
    }

    [GeneratedRegex(@"```(?<language>\w+)\r?\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
