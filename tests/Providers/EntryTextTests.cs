using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Fortnox;
using OrleansLedger.Providers.QuickBooks;
using OrleansLedger.Providers.Tests.Xero;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests;

/// <summary>What the text of an entry's line says, as each provider takes it.</summary>
public sealed class EntryTextTests
{
    private static readonly OriginalAmount s_francs = new(new Money(-30m, "CHF"), 0.880m);

    [Fact]
    public void The_text_says_what_the_connection_asks_for()
    {
        Xero(Entry()).ShouldBe("Coffee beans");
        Xero(Full(Entry())).ShouldBe("Coffee beans (Nordic Roasters; supplies; tx-1)");
        Xero(Entry() with { Original = s_francs }).ShouldBe("Coffee beans (30.00 CHF at 0.88 GBP)");
        Xero(Full(Entry() with { Original = s_francs })).ShouldBe("Coffee beans (30.00 CHF at 0.88 GBP; Nordic Roasters; supplies; tx-1)");
        Xero(Full(Entry() with { Document = Entry().Document with { Category = null, Counterparty = null } })).ShouldBe("Coffee beans (tx-1)");
    }

    [Fact]
    public void QuickBooks_says_the_counterparty_once()
    {
        QuickBooksLine(Entry()).ShouldBe("Nordic Roasters: Coffee beans");
        QuickBooksLine(Full(Entry())).ShouldBe("Nordic Roasters: Coffee beans (supplies; tx-1)");
        QuickBooksLine(Entry() with { Original = s_francs }).ShouldBe("Nordic Roasters: Coffee beans (30.00 CHF at 0.88 GBP)");
    }

    [Fact]
    public void Fortnox_says_it_in_the_voucher_s_description()
    {
        var entry = Fortnox.Samples.Entry(-10m);

        FortnoxTranslation.Voucher(Fortnox.Samples.Company, entry).Description.ShouldBe("Kaffebönor, 12 kg");
        FortnoxTranslation.Voucher(Fortnox.Samples.Company, Full(entry)).Description.ShouldBe("Kaffebönor, 12 kg (Nordic Roasters; supplies; tx-2026-0042)");
        FortnoxTranslation.Voucher(Fortnox.Samples.Company, Full(entry with { Document = entry.Document with { Description = "\n" } })).Description.ShouldBe("(Nordic Roasters; supplies; tx-2026-0042)");
    }

    [Fact]
    public void Where_there_is_no_room_the_description_is_cut_and_the_rest_stays()
    {
        var entry = Full(Entry() with { Original = s_francs });
        entry = entry with { Document = entry.Document with { Description = new string('x', 4000) } };
        const string Rest = "; supplies; tx-1)";

        Xero(entry).ShouldSatisfyAllConditions(t => t.Length.ShouldBe(4000), t => t.ShouldEndWith("x… (30.00 CHF at 0.88 GBP; Nordic Roasters" + Rest));
        QuickBooksLine(entry).ShouldSatisfyAllConditions(t => t.Length.ShouldBe(4000), t => t.ShouldStartWith("Nordic Roasters: xxx"), t => t.ShouldEndWith("xx… (30.00 CHF at 0.88 GBP" + Rest));
        FortnoxTranslation.Voucher(Fortnox.Samples.Company, Fortnox.Samples.Entry(-10m) with { Document = entry.Document with { Amount = new Money(-10m, "SEK") }, LineDetail = LineDetail.Full }).Description
            .ShouldSatisfyAllConditions(t => t.Length.ShouldBe(200), t => t.ShouldEndWith("x... (Nordic Roasters" + Rest));
    }

    [Fact]
    public void Words_without_end_leave_half_of_the_room_to_the_description()
    {
        var entry = Full(Entry() with { Original = s_francs });
        entry = entry with { Document = entry.Document with { Description = new string('x', 4000), Counterparty = new string('y', 9000) } };

        var text = Xero(entry);

        text.Length.ShouldBeLessThanOrEqualTo(4000);
        text.Count(c => c == 'x').ShouldBeInRange(1990, 2001);
        text.ShouldContain("(30.00 CHF at 0.88 GBP; yyy");
        text.ShouldEndWith("y…)");
    }

    private static TransactionEntry Entry()
    {
        var entry = XeroSamples.Entry();
        return entry with { Document = entry.Document with { Counterparty = "Nordic Roasters", Category = "supplies" } };
    }

    private static TransactionEntry Full(TransactionEntry entry) => entry with { LineDetail = LineDetail.Full, Document = entry.Document with { Category = entry.Document.Category ?? (entry.Document.Counterparty is null ? null : "supplies") } };

    private static string Xero(TransactionEntry entry) => XeroTranslation.ToWire(XeroSamples.Company, entry).LineItems![0].Description!;

    private static string QuickBooksLine(TransactionEntry entry) =>
        QuickBooksTranslation.ToWire(QuickBooks.Samples.Uk, entry with { ContactId = null }, "1").Purchase!.Line![0].Description!;
}
