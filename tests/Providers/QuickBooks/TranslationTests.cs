using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

public sealed class TranslationTests
{
    [Fact]
    public void Money_out_of_a_bank_account_is_a_cash_purchase()
    {
        var purchase = Wire(Samples.Uk, Samples.Entry(-129.50m)).Purchase.ShouldNotBeNull();

        purchase.PaymentType.ShouldBe("Cash");
        purchase.AccountRef!.Value.ShouldBe("35");
        purchase.Credit.ShouldBeNull();
        purchase.DocNumber.ShouldBe(Samples.Key);
        purchase.TxnDate.ShouldBe(new DateOnly(2026, 3, 5));
        purchase.PrivateNote.ShouldBe($"tx-77: Coffee beans, 12 kg [{Samples.Key}]");
        var line = purchase.Line!.ShouldHaveSingleItem();
        line.Amount.ShouldBe(129.50m);
        line.Description.ShouldBe("Nordic Roasters: Coffee beans, 12 kg");
        line.AccountBasedExpenseLineDetail!.AccountRef!.Value.ShouldBe("13");
    }

    [Fact]
    public void Money_into_a_bank_account_is_a_deposit()
    {
        var item = Wire(Samples.Uk, Samples.Entry(80m));

        item.Purchase.ShouldBeNull();
        item.Deposit.ShouldNotBeNull().DepositToAccountRef!.Value.ShouldBe("35");
        item.Deposit!.Line!.ShouldHaveSingleItem().DepositLineDetail!.AccountRef!.Value.ShouldBe("13");
        item.Deposit!.Line![0].Amount.ShouldBe(80m);
    }

    [Theory]
    [InlineData(-20, false)]
    [InlineData(20, true)]
    public void A_card_has_purchases_only_and_a_refund_is_a_credit(int amount, bool credit)
    {
        var purchase = Wire(Samples.Uk, Samples.Entry(amount) with { BankAccount = Samples.Card }).Purchase.ShouldNotBeNull();

        purchase.PaymentType.ShouldBe("CreditCard");
        purchase.Credit.ShouldBe(credit);
        purchase.Line![0].Amount.ShouldBe(20m);
    }

    [Fact]
    public void A_foreign_currency_carries_its_rate_and_the_home_currency_none()
    {
        var company = Samples.Company("GB", "GBP", multiCurrency: true);

        var foreign = Wire(company, Samples.Entry(-10m, "EUR") with { ExchangeRate = 0.8612m }).Purchase!;
        var home = Wire(company, Samples.Entry(-10m)).Purchase!;
        var single = Wire(Samples.Uk, Samples.Entry(-10m)).Purchase!;

        (foreign.CurrencyRef!.Value, foreign.ExchangeRate).ShouldBe(("EUR", 0.8612m));
        (home.CurrencyRef!.Value, home.ExchangeRate).ShouldBe(("GBP", null));
        single.CurrencyRef.ShouldBeNull();
    }

    [Fact]
    public void A_contact_of_another_currency_is_left_to_the_text()
    {
        var company = Samples.Company("GB", "GBP", multiCurrency: true);
        var euros = Samples.Entry(10m, "EUR") with { ExchangeRate = 0.8612m };

        Wire(company, euros with { ContactId = "vendor:56:GBP" }).Deposit!.Line![0].DepositLineDetail!.Entity.ShouldBeNull();
        Wire(company, euros with { ContactId = "customer:57:EUR" }).Deposit!.Line![0].DepositLineDetail!.Entity.ShouldBe(new WireRef("57", Type: "CUSTOMER"));
        Wire(company, Samples.Entry(-10m) with { ContactId = "vendor:56:GBP" }).Purchase!.EntityRef.ShouldBe(new WireRef("56", Type: "Vendor"));
        Wire(Samples.Uk, Samples.Entry(-10m) with { ContactId = "employee:7" }).Purchase!.EntityRef.ShouldBe(new WireRef("7", Type: "Employee"));
    }

    [Fact]
    public void Tax_outside_the_us_keeps_the_gross_amount()
    {
        var purchase = Wire(Samples.Uk, Samples.Entry(-120.01m) with { TaxCode = Samples.Standard }).Purchase!;
        var deposit = Wire(Samples.Uk, Samples.Entry(120m) with { TaxCode = Samples.Standard }).Deposit!;

        purchase.GlobalTaxCalculation.ShouldBe("TaxInclusive");
        purchase.Line![0].Amount.ShouldBe(100.01m);
        purchase.Line[0].AccountBasedExpenseLineDetail.ShouldBe(new WireExpenseDetail(new WireRef("13"), new WireRef("5"), 120.01m));
        deposit.GlobalTaxCalculation.ShouldBe("TaxExcluded");
        deposit.Line![0].Amount.ShouldBe(100m);
        deposit.Line[0].DepositLineDetail.ShouldBe(new WireDepositDetail(new WireRef("13"), null, new WireRef("5"), "Sales"));
    }

    [Theory]
    [InlineData("29.91", "USD", "24.93", "4.98")]
    [InlineData("161735", "JPY", "134779", "26956")]
    [InlineData("120.00", "GBP", "100", "20")]
    public void A_deposit_names_its_tax_so_that_net_and_tax_are_the_gross(string gross, string currency, string net, string tax)
    {
        var company = Samples.Company("GB", "GBP", multiCurrency: true);

        var deposit = Wire(company, Samples.Entry(decimal.Parse(gross), currency) with { ExchangeRate = 0.5m, TaxCode = Samples.Standard }).Deposit!;

        deposit.Line![0].Amount.ShouldBe(decimal.Parse(net));
        deposit.TxnTaxDetail!.TotalTax.ShouldBe(decimal.Parse(tax));
        deposit.TxnTaxDetail.TaxLine.ShouldHaveSingleItem().ShouldBe(
            new WireTaxLine(decimal.Parse(tax), "TaxLineDetail", new WireTaxLineDetail(new WireRef("7"), PercentBased: true, 20m, decimal.Parse(net))));
    }

    [Fact]
    public void Several_rates_share_the_tax_of_a_deposit_by_their_size()
    {
        var deposit = Wire(Samples.Uk, Samples.Entry(100m) with { TaxCode = Samples.TwoRates }).Deposit!;

        // Each rate over the net by itself would be 4.35 and 8.68, together 13.03 beside a net of 86.98: a cent too many.
        deposit.Line![0].Amount.ShouldBe(86.98m);
        deposit.TxnTaxDetail!.TotalTax.ShouldBe(13.02m);
        deposit.TxnTaxDetail.TaxLine.Select(line => (line.TaxLineDetail.TaxRateRef.Value, line.Amount)).ShouldBe([("11", 4.35m), ("12", 8.67m)]);
    }

    [Theory]
    [InlineData("0.01")]
    [InlineData("0.05")]
    [InlineData("0.17")]
    [InlineData("99.99")]
    public void However_many_rates_share_a_small_tax_none_goes_below_zero_and_the_sum_is_exact(string gross)
    {
        var rates = Enumerable.Range(1, 10).Select(id => new TaxRateShare($"{id}", 5m)).ToList();

        var split = TaxSplit.Of(new Money(decimal.Parse(gross), "GBP"), rates);

        (split.Net + split.Tax).ShouldBe(decimal.Parse(gross));
        split.Taxes.ShouldAllBe(tax => tax.Amount >= 0);
    }

    [Fact]
    public void No_deposit_of_any_rate_and_currency_is_a_unit_off()
    {
        foreach (var currency in (string[])["GBP", "JPY", "KWD"])
        {
            foreach (var percent in (decimal[])[0m, 5m, 9.975m, 20m, 25m])
            {
                for (var units = 1; units <= 2_000; units++)
                {
                    var gross = currency == "JPY" ? units : units / 100m;
                    var split = TaxSplit.Of(new Money(gross, currency), [new TaxRateShare("7", percent)]);

                    (split.Net + split.Tax).ShouldBe(gross);
                    split.Net.ShouldBe(decimal.Round(split.Net, currency == "JPY" ? 0 : 2));
                }
            }
        }
    }

    [Fact]
    public void A_changed_deposit_leaves_its_tax_to_quickbooks()
    {
        var deposit = Wire(Samples.Uk, Samples.Entry(120m) with { TaxCode = Samples.Standard, Existing = new RemoteEntry("deposit:77", Samples.Key, "3") }).Deposit!;

        deposit.TxnTaxDetail.ShouldBeNull();
        deposit.Line![0].Amount.ShouldBe(100m);
    }

    [Fact]
    public void A_purchase_states_its_gross_and_leaves_the_tax_to_quickbooks()
    {
        var company = Samples.Company("GB", "GBP", multiCurrency: true);

        var purchase = Wire(company, Samples.Entry(-161735m, "JPY") with { ExchangeRate = 0.005m, TaxCode = Samples.Standard }).Purchase!;

        purchase.TxnTaxDetail.ShouldBeNull();
        purchase.Line![0].Amount.ShouldBe(134779m);
        purchase.Line[0].AccountBasedExpenseLineDetail!.TaxInclusiveAmt.ShouldBe(161735m);
    }

    [Fact]
    public void Without_a_tax_code_tax_does_not_apply_and_in_the_us_it_is_not_mentioned()
    {
        Wire(Samples.Uk, Samples.Entry(-10m)).Purchase!.GlobalTaxCalculation.ShouldBe("NotApplicable");
        Wire(Samples.Us, Samples.Entry(-10m, "USD")).Purchase!.GlobalTaxCalculation.ShouldBeNull();
        Wire(Samples.Us, Samples.Entry(10m, "USD")).Deposit!.GlobalTaxCalculation.ShouldBeNull();
    }

    [Fact]
    public void An_update_is_sparse_and_names_the_version()
    {
        var item = Wire(Samples.Uk, Samples.Entry(-10m) with { Existing = new RemoteEntry("purchase:145", Samples.Key, "3") });

        item.Operation.ShouldBe("update");
        (item.Purchase!.Id, item.Purchase.SyncToken, item.Purchase.Sparse).ShouldBe(("145", "3", true));
    }

    [Fact]
    public void The_wire_form_is_spelt_as_quickbooks_spells_it()
    {
        using var json = JsonDocument.Parse(QuickBooksJson.Write(new WireBatchRequest([Wire(Samples.Uk, Samples.Entry(-10.5m))])));

        var item = json.RootElement.GetProperty("BatchItemRequest")[0];
        item.GetProperty("bId").GetString().ShouldBe("1");
        item.GetProperty("operation").GetString().ShouldBe("create");
        item.TryGetProperty("Deposit", out _).ShouldBeFalse();
        var purchase = item.GetProperty("Purchase");
        purchase.GetProperty("TxnDate").GetString().ShouldBe("2026-03-05");
        purchase.GetProperty("Line")[0].GetProperty("Amount").GetRawText().ShouldBe("10.5");
        purchase.GetProperty("AccountRef").GetRawText().ShouldBe("""{"value":"35"}""");
        purchase.TryGetProperty("SyncToken", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_transaction_comes_back_with_our_sign_key_and_currency()
    {
        var wire = new WireTransaction { Id = "145", SyncToken = "2", DocNumber = Samples.Key, TxnDate = new DateOnly(2026, 3, 5), TotalAmt = 20m, PrivateNote = "lunch" };

        var charge = QuickBooksTranslation.Found(Samples.Uk, QuickBooksId.Purchase, wire);
        var refund = QuickBooksTranslation.Found(Samples.Uk, QuickBooksId.Purchase, wire with { Credit = true, CurrencyRef = new WireRef("EUR") });
        var deposit = QuickBooksTranslation.Found(Samples.Uk, QuickBooksId.Deposit, wire);

        charge.ShouldBe(new FoundTransaction(new RemoteEntry("purchase:145", Samples.Key, "2"), Samples.Key, new DateOnly(2026, 3, 5), new Money(-20m, "GBP"), "lunch"));
        refund.Amount.ShouldBe(new Money(20m, "EUR"));
        (deposit.Entry.RemoteId, deposit.Amount.Amount).ShouldBe(("deposit:145", 20m));
    }

    [Theory]
    [InlineData("tx-77: lunch [OL0123456789ABCDEFGH]", "OL0123456789ABCDEFGH")]
    [InlineData("corrects OLZZZZZZZZZZZZZZZZZZ by hand", null)]
    [InlineData("corrects [OLZZZZZZZZZZZZZZZZZZ] of May", null)]
    [InlineData(null, null)]
    public void A_deposit_without_a_number_is_known_by_the_end_of_its_note(string? note, string? key) =>
        QuickBooksTranslation.Found(Samples.Uk, QuickBooksId.Deposit, new WireTransaction { Id = "1", PrivateNote = note }).EntryKey.ShouldBe(key);

    [Theory]
    [InlineData("Bank", null, AccountKind.Bank)]
    [InlineData("Credit Card", null, AccountKind.CreditCard)]
    [InlineData("Cost of Goods Sold", "Expense", AccountKind.Expense)]
    [InlineData("Other Current Liability", "Liability", AccountKind.Liability)]
    [InlineData("Other Income", "Revenue", AccountKind.Income)]
    [InlineData("A type of next year's", "Equity", AccountKind.Equity)]
    public void Account_types_become_kinds(string type, string? classification, AccountKind kind) =>
        QuickBooksTranslation.Account(new WireAccount("1", "Name", "Parent:Name", "6100", type, classification, null, null))
            .ShouldBe(new RemoteAccount("1", "6100", "Parent:Name", kind, type, null, Active: true));

    [Theory]
    [InlineData(true, "7", "7")]
    [InlineData(null, "7", "7")]
    [InlineData(false, "7", null)]
    [InlineData(true, "", null)]
    [InlineData(true, null, null)]
    public void A_sub_account_names_its_parent(bool? isSub, string? parentRef, string? parent) =>
        QuickBooksTranslation.Account(new WireAccount("1", "Fuel", "Vehicles:Fuel", null, "Expense", null, null, null, isSub, parentRef is null ? null : new WireRef(parentRef)))
            .ParentRemoteId.ShouldBe(parent);

    [Fact]
    public void A_tax_code_has_the_sum_of_its_rates_where_both_sides_agree()
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["1"] = 5m, ["2"] = 9.975m };

        Rate(["1", "2"], ["1", "2"]).ShouldBe(14.975m);
        Rate(["1"], []).ShouldBe(5m);
        Rate(["1"], ["2"]).ShouldBeNull();
        Rate(["3"], ["3"]).ShouldBeNull();
        Rate(["1"], ["1"], "TaxOnTax").ShouldBeNull();
        Rate([], []).ShouldBeNull();

        decimal? Rate(string[] sales, string[] purchases, string applicable = "TaxOnAmount")
        {
            WireTaxRateList List(string[] ids) => new([.. ids.Select(id => new WireTaxRateDetail(new WireRef(id), applicable))]);
            return QuickBooksTranslation.TaxCode(new WireTaxCode("5", "S", true, List(sales), List(purchases)), rates).Rate;
        }
    }

    [Fact]
    public void The_rates_of_a_code_on_sales_are_known_from_the_company()
    {
        TaxRates.OnSales(Samples.Uk, "9").ShouldBe([new TaxRateShare("11", 5m), new TaxRateShare("12", 9.975m)]);
        TaxRates.OnSales(Samples.Uk, "10").ShouldBeNull();
        TaxRates.OnSales(Samples.Us, "404").ShouldBeNull();
        WireTaxCode onTax = new("6", "S", Active: true, new WireTaxRateList([new WireTaxRateDetail(new WireRef("7"), "TaxOnTax")]), null);
        WireTaxCode unknown = new("8", "S", Active: true, new WireTaxRateList([new WireTaxRateDetail(new WireRef("404"), null)]), null);
        TaxRates.Details(new WireTaxSetup([onTax, unknown], [new WireTaxRate("7", 20m)])).ShouldBeEmpty();
    }

    [Fact]
    public void The_company_is_what_info_and_preferences_say()
    {
        WireCompanyCurrency[] listed = [new("EUR", true), new("SEK", false), new("GBP", true)];

        var company = Samples.Company("GBR", "GBP", multiCurrency: true, currencies: listed);

        (company.Name, company.BaseCurrency, company.Country).ShouldBe(("Harbour Cafe", "GBP", "GB"));
        company.Currencies.ShouldBe(["GBP", "EUR"]);
        company.LockedThrough.ShouldBe(new DateOnly(2025, 12, 31));
        Samples.Company("GB", "GBP", currencies: listed).Currencies.ShouldBe(["GBP"]);
    }

    [Theory]
    [InlineData("US", "USD", true)]
    [InlineData("USA", "USD", true)]
    [InlineData(null, "USD", true)]
    [InlineData(null, "EUR", false)]
    [InlineData("CAN", "USD", false)]
    public void A_company_without_a_country_that_counts_in_dollars_is_taken_for_american(string? country, string currency, bool us) =>
        QuickBooksTranslation.IsUs(Samples.Company(country, currency)).ShouldBe(us);

    [Theory]
    [InlineData("9")]
    [InlineData("purchase:")]
    [InlineData("invoice:9")]
    [InlineData("purchase:9:EU")]
    public void What_is_no_id_of_ours_is_said(string text) => Should.Throw<FormatException>(() => QuickBooksId.Parse(text)).Message.ShouldContain(text);

    private static WireBatchItem Wire(Company company, TransactionEntry entry)
    {
        QuickBooksTranslation.Check(company, entry).ShouldBeEmpty();
        return QuickBooksTranslation.ToWire(company, entry, "1");
    }
}
