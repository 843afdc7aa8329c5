using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansLedger.AppHost.Commands;

namespace OrleansLedger.AppHost.Tests;

/// <summary>The demo itself, small: the whole application, every provider, and the audit at its end.</summary>
public sealed partial class DemoRunTests
{
    [Fact]
    public async Task A_small_run_finds_every_document_in_the_books_and_its_kept_data_can_be_opened()
    {
        await using var demo = await AppHostProcess.StartAsync([], program: [typeof(RunCommand).Assembly.Location, "demo", "--transactions", "30", "--tenants", "1", "--json", "--keep"]);

        (await demo.Exited).ShouldBe(0, demo.Console);

        var result = JsonNode.Parse(demo.Console.Split('\n').Single(line => line.StartsWith('{')))!;
        result["connections"]!.GetValue<int>().ShouldBe(3);
        result["documents"]!.GetValue<int>().ShouldBeGreaterThan(3 * 20);
        result["exported"]!.GetValue<int>().ShouldBe(result["documents"]!.GetValue<int>());
        result["attachments"]!.GetValue<int>().ShouldBeGreaterThan(3 * 5);
        (result["missing"]!.GetValue<int>(), result["duplicated"]!.GetValue<int>(), result["wrong"]!.GetValue<int>()).ShouldBe((0, 0, 0));
        result["providerCalls"]!.GetValue<int>().ShouldBeGreaterThan(result["attachments"]!.GetValue<int>());
        demo.Console.ShouldContain("are in the books exactly once, with the right content.");
        demo.Console.ShouldContain("quota used: share of the provider's calls per minute");
        await KeptBooksShouldOpenAsync(demo.Console);
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
