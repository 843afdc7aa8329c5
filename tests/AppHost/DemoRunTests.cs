using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using OrleansLedger.Demo;
using Spectre.Console;

namespace OrleansLedger.AppHost.Tests;

/// <summary>The demo itself, small: the whole application, every provider, and the audit at its end.</summary>
public sealed partial class DemoRunTests
{
    [Fact]
    public async Task A_small_run_finds_every_document_in_the_books_and_its_kept_data_can_be_opened()
    {
        var shown = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(shown) });
        console.Profile.Width = 200;
        var options = new DemoOptions
        {
            Transactions = 30,
            Tenants = 1,
            Providers = DemoOptions.AllProviders,
            Kill = false,
            Faults = false,
            RealTime = false,
            Json = false,
            Keep = true,
        };

        var result = await new DemoHost(options, new DemoScreen(console), TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        result.Problems.ShouldBeEmpty();
        result.Connections.ShouldBe(3);
        result.Documents.ShouldBeGreaterThan(3 * 20);
        result.Exported.ShouldBe(result.Documents);
        result.Attachments.ShouldBeGreaterThan(3 * 5);
        result.ProviderCalls.ShouldBeGreaterThan(result.Attachments);
        shown.ToString().ShouldContain("are in the books exactly once, with the right content.");
        shown.ToString().ShouldContain("refused: sample transactions marked as excluded or already exported.");
        shown.ToString().ShouldContain("quota used: share of the provider's calls per minute");
        await KeptBooksShouldOpenAsync(shown.ToString());
    }

    /// <summary>Starts the application with the command that the demo printed, and opens a page of the books.</summary>
    private static async Task KeptBooksShouldOpenAsync(string output)
    {
        var folder = Command.Match(output).Groups["folder"].Value;
        try
        {
            await using (var host = await AppHostProcess.StartAsync(["--data", folder]))
            {
                await host.IsReadyAsync(TestContext.Current.CancellationToken);
                var (_, sandbox) = await host.BannerAsync(TestContext.Current.CancellationToken);
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                var page = await http.GetStringAsync(sandbox, TestContext.Current.CancellationToken);
                var company = Company.Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups["address"].Value)).First(address => address.Contains("provider=xero", StringComparison.Ordinal));
                (await http.GetStringAsync(new Uri(sandbox, company), TestContext.Current.CancellationToken)).ShouldContain("class=\"documents\"");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"dotnet run --project AppHost -- --data (?<folder>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command { get; }

    [GeneratedRegex("href=\"(?<address>/_sandbox\\?[^\"]+)\">\\s*<b>Tenant 1 Ltd", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Company { get; }
}
