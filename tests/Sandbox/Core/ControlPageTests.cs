using System.Net;
using AngleSharp.Html.Parser;
using OrleansLedger.Sandbox.Tests.Xero;

namespace OrleansLedger.Sandbox.Tests.Core;

public sealed class ControlPageTests
{
    [Fact]
    public async Task The_page_shows_a_companys_documents_with_what_they_say_made_harmless()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("<script>alert(1)</script>", 12.30m));

        var html = await sandbox.Http.GetStringAsync(new Uri($"/_sandbox?provider=xero&company={app.TenantId}", UriKind.Relative), TestContext.Current.CancellationToken);

        using var page = await new HtmlParser().ParseDocumentAsync(html, TestContext.Current.CancellationToken);
        page.QuerySelectorAll("script").ShouldBeEmpty();
        var row = page.QuerySelector("#books tbody tr")!.TextContent;
        row.ShouldContain("<script>alert(1)</script>");
        row.ShouldContain("12.30");
    }

    [Fact]
    public async Task A_fault_is_added_and_removed_by_form()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "Status", ["status"] = "503", ["provider"] = "xero", ["path"] = "Currencies" });
        using var added = await sandbox.Http.PostAsync(new Uri("/_sandbox/faults", UriKind.Relative), form, TestContext.Current.CancellationToken);
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.GetAsync("Currencies")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        using var removed = await sandbox.Http.PostAsync(new Uri("/_sandbox/faults/f1/remove", UriKind.Relative), null, TestContext.Current.CancellationToken);
        (await app.GetAsync("Currencies")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_fault_that_lacks_its_status_is_refused_with_the_reason_on_the_page()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "Status" });

        using var answer = await sandbox.Http.PostAsync(new Uri("/_sandbox/faults", UriKind.Relative), form, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("A fault of kind &#39;status&#39; needs &#39;status&#39;, 100 to 599.");
    }
}
