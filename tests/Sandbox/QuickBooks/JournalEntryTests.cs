using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class JournalEntryTests
{
    [Fact]
    public async Task A_balanced_entry_is_kept_and_moves_its_accounts()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var entry = await session.WriteAsync("JournalEntry", Samples.JournalEntry(debitAccount: "37", creditAccount: "43").With("DocNumber", "ol-je-12").With("PrivateNote", "accrual"));

        entry.Remove("MetaData").ShouldBeTrue();
        JsonNode.DeepEquals(entry, JsonNode.Parse("""
            {"Id":"1","SyncToken":"0","domain":"QBO","sparse":false,"DocNumber":"ol-je-12","TxnDate":"2026-03-31","PrivateNote":"accrual","Adjustment":false,
             "CurrencyRef":{"value":"USD","name":"United States Dollar"},"ExchangeRate":1,
             "Line":[{"Id":"1","DetailType":"JournalEntryLineDetail","Amount":55.00,"JournalEntryLineDetail":{"PostingType":"Debit","AccountRef":{"value":"37","name":"Prepaid Expenses"}}},
                     {"Id":"2","DetailType":"JournalEntryLineDetail","Amount":55.00,"JournalEntryLineDetail":{"PostingType":"Credit","AccountRef":{"value":"43","name":"Loan Payable"}}}]}
            """)).ShouldBeTrue(entry.ToJsonString());
        (await session.ReadAsync("Account", "37")).Number("CurrentBalance").ShouldBe(55m);
        (await session.ReadAsync("Account", "43")).Number("CurrentBalance").ShouldBe(55m);
    }

    [Fact]
    public async Task What_is_not_a_journal_entry_is_refused()
    {
        await using var session = await QuickBooksSession.StartAsync();
        async Task<string?> CodeAsync(JsonObject body) => (await session.PostAsync("journalentry", body)).Code;
        JsonObject WithFirst(string member, JsonNode? value)
        {
            var body = Samples.JournalEntry();
            body["Line"]![0]!["JournalEntryLineDetail"]![member] = value;
            return body;
        }

        (await CodeAsync(Samples.JournalEntry(debit: 54m))).ShouldBe("2300");
        (await CodeAsync(Samples.JournalEntry(-55m, -55m))).ShouldBe("2290");
        (await CodeAsync(WithFirst("PostingType", null))).ShouldBe("2260");
        (await CodeAsync(WithFirst("AccountRef", null))).ShouldBe("2020");
        (await CodeAsync(WithFirst("AccountRef", Samples.Ref("999")))).ShouldBe("2500");
        (await CodeAsync(Samples.JournalEntry(debitAccount: "84"))).ShouldBe("6000");
        (await CodeAsync(Samples.JournalEntry(debitAccount: "33"))).ShouldBe("6000");
        (await CodeAsync(WithFirst("TaxCodeRef", Samples.Ref("TAX")))).ShouldBe("500");
    }

    [Fact]
    public async Task A_number_in_use_is_refused_where_the_company_warns_of_duplicates()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var first = await session.WriteAsync("JournalEntry", Samples.JournalEntry().With("DocNumber", "ol-je-1"));

        var refused = await session.PostAsync("journalentry", Samples.JournalEntry().With("DocNumber", "ol-je-1"));
        await session.SetAsync(new { warnDuplicateJournalNumber = false });

        refused.Code.ShouldBe("6140");
        refused.Detail.ShouldNotBeNull().ShouldEndWith($"TxnType=Journal Entry with TxnId={first["Id"]}");
        await session.WriteAsync("JournalEntry", Samples.JournalEntry().With("DocNumber", "ol-je-1"));
    }
}
