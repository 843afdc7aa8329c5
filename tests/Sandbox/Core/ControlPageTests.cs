using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using OrleansLedger.Sandbox.Core.Control;
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

    [Theory]
    [InlineData("""{"kind":"BankTransaction","id":"0b6e8f9a-0000-0000-0000-000000000000","status":"AUTHORISED","date":"2026-03-01","contact":"Harbour Cafe","reference":"T-1","lines":[{"description":"TEXT","amount":1234.50}],"currency":"GBP","total":1234.50}""", "1,234.50 GBP")]
    [InlineData("""{"type":"Purchase","id":"145","entity":{"TxnDate":"2026-03-01","EntityRef":{"name":"Harbour Cafe"},"PrivateNote":"TEXT","CurrencyRef":{"value":"USD"},"TotalAmt":12.3}}""", "12.30 USD")]
    [InlineData("""{"series":"A","number":7,"transactionDate":"2026-03-01","description":"TEXT","rows":[{"account":1930,"debit":100.5,"credit":0},{"account":3001,"debit":0,"credit":100.5}]}""", "100.50 SEK")]
    public async Task Document_row_has_the_same_columns_at_every_provider_and_a_shortened_text(string document, string amount)
    {
        var text = "A description that is far too long for one cell of the table";
        var html = new StringBuilder();
        BooksTable.Append(html, [JsonNode.Parse(document.Replace("TEXT", text, StringComparison.Ordinal))!.AsObject()], "SEK");

        using var page = await new HtmlParser().ParseDocumentAsync(html.ToString(), TestContext.Current.CancellationToken);
        page.QuerySelectorAll("th").Select(th => th.TextContent).ShouldBe(document.Contains("Harbour", StringComparison.Ordinal) ? ["Date", "Document", "Contact", "Text", "Amount"] : ["Date", "Document", "Text", "Amount"]);
        page.QuerySelector("td.date")!.TextContent.ShouldBe("2026-03-01");
        page.QuerySelector("td.number")!.TextContent.Trim().ShouldBe(amount);
        var shortened = page.QuerySelector("td.text span")!;
        shortened.GetAttribute("title").ShouldBe(text);
        shortened.TextContent.ShouldBe("A description that is far too long for…");
        page.QuerySelector("td.text pre")!.TextContent.ShouldContain(text);
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
