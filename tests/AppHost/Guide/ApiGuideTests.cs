using System.Net.Http;
using System.Text.Json.Nodes;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>docs/api.md against the running application: every request in its order, and every answer as the guide shows it.</summary>
public sealed class ApiGuideTests : IDisposable
{
    private const string Guide = "docs/api.md";

    private readonly TemporaryFolder temporary = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task Every_request_of_the_guide_is_answered_as_the_guide_shows()
    {
        await using var host = await AppHostProcess.StartAsync(["--data", Path.Combine(temporary.FullPath, "data"), "--quota-speed", "20"]);
        await host.IsReadyAsync(Cancelled);
        var (platformKey, sandbox) = await host.BannerAsync(Cancelled);
        var control = new SandboxControl(http, sandbox);
        var placeholders = new Placeholders();
        placeholders.Set("platformKey", platformKey);
        placeholders.Set("xeroCompany", (await control.CreateCompanyAsync("xero", "Harbour Cafe Ltd", new JsonObject { ["country"] = "GB", ["baseCurrency"] = "GBP" }, Cancelled)).Id);
        placeholders.Set("quickbooksCompany", (await control.CreateCompanyAsync("quickbooks", "Harbour Cafe Inc", new JsonObject { ["country"] = "US", ["baseCurrency"] = "USD" }, Cancelled)).Id);
        await File.WriteAllTextAsync(Path.Combine(temporary.FullPath, "receipt.pdf"), "%PDF-1.4\n%%EOF\n", Cancelled);

        var wrong = await new GuideRun(http, host.Url, control, placeholders, temporary.FullPath).RunAsync(Markdown.Blocks(Guide, Markdown.Read(Guide)));

        wrong.ShouldBeEmpty();
    }
}
