using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class ManualJournalTests
{
    [Fact]
    public async Task A_balanced_journal_is_posted_and_found_by_its_narration()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var posted = await app.SendAsync(HttpMethod.Put, "ManualJournals", new { ManualJournals = new[] { Journal() } });
        var found = await app.GetAsync($"ManualJournals?page=1&where={Uri.EscapeDataString("Narration==\"ol-je-12 accrual\"")}");

        posted.Shape("ManualJournals").ShouldBe("""
            {"Date":"/Date(1774915200000+0000)/","Status":"POSTED","LineAmountTypes":"NoTax","UpdatedDateUTC":"now","ManualJournalID":"guid","Narration":"ol-je-12 accrual",
            "JournalLines":[{"Description":"","TaxType":"NONE","TaxAmount":0.00,"LineAmount":55.00,"AccountCode":"433","Tracking":[],"AccountID":"guid","IsBlank":false},
            {"Description":"","TaxType":"NONE","TaxAmount":0.00,"LineAmount":-55.00,"AccountCode":"620","Tracking":[],"AccountID":"guid","IsBlank":false}],
            "ShowOnCashBasisReports":true,"HasAttachments":false}
            """.ReplaceLineEndings(""));
        found["ManualJournals", 0]["ManualJournalID"]!.GetValue<string>().ShouldBe(posted["ManualJournals", 0]["ManualJournalID"]!.GetValue<string>());
        (await app.GetAsync("ManualJournals"))["ManualJournals", 0].ShouldNotContainKey("JournalLines");
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "unbalanced", """{"JournalLines":[{"LineAmount":100,"AccountCode":"433"},{"LineAmount":-10,"AccountCode":"620"}]}""", "The total debits (100.00) must equal total credits (-10.00)" },
        { "one line", """{"JournalLines":[{"LineAmount":0,"AccountCode":"433"}]}""", "A Manual Journal must have at least two lines." },
        { "no narration", """{"Narration":null}""", "Narration is a mandatory field." },
        { "receivables", """{"JournalLines":[{"LineAmount":1,"AccountCode":"610"},{"LineAmount":-1,"AccountCode":"620"}]}""", "Account code '610' is not a valid code for this document." },
        { "payables", """{"JournalLines":[{"LineAmount":1,"AccountCode":"433"},{"LineAmount":-1,"AccountCode":"800"}]}""", "Account code '800' is not a valid code for this document." },
        { "retained earnings", """{"JournalLines":[{"LineAmount":1,"AccountCode":"960"},{"LineAmount":-1,"AccountCode":"620"}]}""", "Account code '960' is not a valid code for this document." },
        { "bank", """{"JournalLines":[{"LineAmount":1,"AccountCode":"433"},{"LineAmount":-1,"AccountCode":"090"}]}""", "Account code '090' is not a valid code for this document." },
        { "inventory", """{"JournalLines":[{"LineAmount":1,"AccountCode":"433"},{"LineAmount":-1,"AccountCode":"630"}]}""", "Account code '630' is not a valid code for this document." },
        { "unknown account", """{"JournalLines":[{"LineAmount":1,"AccountCode":"433"},{"LineAmount":-1,"AccountCode":"476"}]}""", "Account code '476' is not a valid code for this document." },
        { "locked period", """{"Date":"2025-12-31"}""", "The document date cannot be before the period lock date, currently set at 31 Dec 2025" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_journal_that_breaks_a_rule_is_refused(string rule, string change, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { periodLockDate = "2025-12-31" });
        var journal = Journal();
        journal["Url"] = "https://example.com/" + Uri.EscapeDataString(rule);
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) journal[name] = value?.DeepClone();

        (await app.PutAsync("ManualJournals", journal)).Messages.ShouldBe([message]);
    }

    [Fact]
    public async Task A_draft_loses_an_unknown_account_with_a_warning_and_is_not_posted_so()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var journal = Journal();
        journal["Status"] = "DRAFT";
        journal["JournalLines"]![1]!["AccountCode"] = "476";

        var draft = await app.PutAsync("ManualJournals", journal);
        var posted = await app.PostAsync("ManualJournals", new { ManualJournalID = draft["ManualJournals", 0]["ManualJournalID"], Status = "POSTED" });

        draft.Status.ShouldBe(HttpStatusCode.OK);
        draft["ManualJournals", 0]["StatusAttributeString"]!.GetValue<string>().ShouldBe("WARNING");
        draft.Warnings("ManualJournals").ShouldBe(["Account code '476' has been removed as it does not match a recognised account."]);
        draft["ManualJournals", 0]["JournalLines"]![1]!.AsObject().ShouldNotContainKey("AccountCode");
        posted.Messages.ShouldBe(["Account code must be specified."]);
    }

    [Theory]
    [InlineData("DRAFT", "POSTED", true)]
    [InlineData("DRAFT", "DELETED", true)]
    [InlineData("DRAFT", "VOIDED", false)]
    [InlineData("POSTED", "VOIDED", true)]
    [InlineData("POSTED", "DRAFT", false)]
    [InlineData("POSTED", "DELETED", false)]
    public async Task Only_these_transitions_pass(string from, string to, bool passes)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var journal = Journal();
        journal["Status"] = from;
        var id = (await app.PutAsync("ManualJournals", journal))["ManualJournals", 0]["ManualJournalID"]!.GetValue<string>();

        var answer = await app.SendAsync(HttpMethod.Post, $"ManualJournals/{id}", new { Status = to });

        answer.Status.ShouldBe(passes ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        (await app.ReadAsync("ManualJournals", id))["Status"]!.GetValue<string>().ShouldBe(passes ? to : from);
        if (to is "VOIDED" or "DELETED" && passes) (await app.SendAsync(HttpMethod.Post, $"ManualJournals/{id}", new { Narration = "back" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_attachment_hangs_on_a_journal()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("ManualJournals", Journal()))["ManualJournals", 0]["ManualJournalID"]!.GetValue<string>();

        await app.SendAsync(HttpMethod.Put, $"ManualJournals/{id}/Attachments/accrual.pdf", bytes: [1]);

        (await app.ReadAsync("ManualJournals", id))["HasAttachments"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static JsonObject Journal() => (JsonObject)JsonNode.Parse("""
        {"Narration":"ol-je-12 accrual","Date":"2026-03-31","Status":"POSTED","JournalLines":[{"LineAmount":55.00,"AccountCode":"433"},{"LineAmount":-55.00,"AccountCode":"620"}]}
        """)!;
}
