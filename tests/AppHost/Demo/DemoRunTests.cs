using OrleansLedger.AppHost.Demo;
using Spectre.Console;

namespace OrleansLedger.AppHost.Tests.Demo;

/// <summary>The demo itself, small: the whole application, every provider, and the audit at its end.</summary>
public sealed class DemoRunTests
{
    [Fact]
    public async Task A_small_run_finds_every_document_and_receipt_in_the_books()
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
            Keep = false,
        };

        var result = await new DemoRun(options, new DemoScreen(console), TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        result.Problems.ShouldBeEmpty();
        result.Connections.ShouldBe(3);
        result.Documents.ShouldBeGreaterThan(3 * 20);
        result.Exported.ShouldBe(result.Documents);
        result.Attachments.ShouldBeGreaterThan(3 * 5);
        result.ProviderCalls.ShouldBeGreaterThan(result.Attachments);
        shown.ToString().ShouldContain("is in the books, once, as it should be.");
    }
}
