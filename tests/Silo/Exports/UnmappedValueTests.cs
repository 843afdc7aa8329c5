using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using static OrleansLedger.Silo.Tests.Exports.BooksOfOne;

namespace OrleansLedger.Silo.Tests.Exports;

/// <summary>Values of a transaction that are not mapped, and those that are missing.</summary>
public sealed class UnmappedValueTests
{
    private static readonly RemoteTaxCode[] s_taxCodes = [new("NONE", "No VAT", 0, Active: true), new("INPUT2", "20% (VAT on Expenses)", 20, Active: true)];

    private static readonly ConnectionSettings s_strict = Settings with { DefaultTaxCode = "NONE" };

    private static readonly ConnectionSettings s_lenient = s_strict with { UseDefaultsForUnmapped = true };

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "category", "category_not_mapped", "Category 'new' is not mapped to an account of Xero. Map it with mapCategory, or set useDefaultsForUnmapped with updateConnection to export such transactions with the defaults." },
        { "bankAccount", "bank_account_not_mapped", "Bank account 'new' is not mapped to a bank account of Xero. Map it with mapBankAccount, or set useDefaultsForUnmapped with updateConnection to export such transactions with the defaults." },
        { "taxCode", "tax_code_not_mapped", "Tax code 'new' is not mapped to one of Xero. Map it with mapTaxCode, or set useDefaultsForUnmapped with updateConnection to export such transactions with the defaults." },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_that_is_not_mapped_parks_the_document_despite_a_default(string field, string code, string text)
    {
        var (entry, problems) = Check(With(field, "new"), s_strict, taxCodes: s_taxCodes);

        entry.ShouldBeNull();
        var problem = problems.ShouldHaveSingleItem();
        (problem.Code, problem.Text, problem.Field).ShouldBe((code, text, field));
    }

    [Theory]
    [InlineData("category", "expense account 429 General Expenses")]
    [InlineData("bankAccount", "bank account 090 Business Bank")]
    [InlineData("taxCode", "tax code No VAT")]
    public void A_connection_that_allows_it_uses_the_default_and_the_entry_says_so(string field, string used)
    {
        var (entry, problems) = Check(With(field, "new"), s_lenient, taxCodes: s_taxCodes);

        problems.ShouldBeEmpty();
        entry.ShouldNotBeNull().Defaults.ShouldBe([new DefaultedValue(field, "new", used)]);
        entry.Defaults[0].ToString().ShouldBe($"{field} 'new' is not mapped; the default {used} was used.");
    }

    [Theory]
    [InlineData("category")]
    [InlineData("bankAccount")]
    [InlineData("taxCode")]
    public void A_missing_value_takes_the_default_without_a_note(string field)
    {
        foreach (var settings in new[] { s_strict, s_lenient })
        {
            var (entry, problems) = Check(With(field, null), settings, taxCodes: s_taxCodes);

            problems.ShouldBeEmpty();
            entry.ShouldNotBeNull().Defaults.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("Travel", "travel ")]
    [InlineData("Travel", "Tra\u200Bvel")]
    [InlineData("Caf\u00E9 costs", "CAFE\u0301\u00A0 costs")]
    public void A_rule_applies_to_every_spelling_of_its_key(string rule, string category)
    {
        var travel = new MappingRule(MappingKind.Category, rule, Expenses.RemoteId);

        Check(With("category", category), s_strict, taxCodes: s_taxCodes, rules: travel).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_in_the_key_s_own_spelling_goes_before_another()
    {
        var table = new MappingTable([new(MappingKind.Category, "TRAVEL", "one"), new(MappingKind.Category, "travel", "two")]);

        (table.Find(MappingKind.Category, "travel"), table.Find(MappingKind.Category, "TRAVEL"), table.Find(MappingKind.Category, "Travel")).ShouldBe(("two", "one", "one"));
        table.Find(MappingKind.TaxCode, "travel").ShouldBeNull();
    }

    [Fact]
    public void A_default_that_is_no_longer_in_use_is_named_with_what_to_do()
    {
        var problem = Check(With("taxCode", null), s_strict with { DefaultTaxCode = "OLD" }, taxCodes: s_taxCodes).Problems.ShouldHaveSingleItem();

        problem.Text.ShouldBe("The default tax code (OLD) is no longer in use at Xero. Run refreshTaxCodes, then set another defaultTaxCode with updateConnection.");
        Check(With("bankAccount", null), s_strict with { DefaultBankAccount = null }, taxCodes: s_taxCodes).Problems.ShouldHaveSingleItem().Text
            .ShouldBe("The transaction names no bank account and the connection has no default one. Give it a bank account that is mapped, or set defaultBankAccount with updateConnection.");
    }

    [Fact]
    public void The_detail_of_a_job_names_the_defaults_that_were_used()
    {
        var (entry, _) = Check(With("category", "new"), s_lenient, taxCodes: s_taxCodes);
        var record = new Storage.SyncRecords.SyncRecord { RemoteId = "id-1", RemoteNumber = "17", Content = Silo.Exports.ExportContent.Of(entry!).ToJson() };

        Silo.Exports.ExportContent.Detail(record).ShouldBe("17. category 'new' is not mapped; the default expense account 429 General Expenses was used.");
        Silo.Exports.ExportContent.Detail(new Storage.SyncRecords.SyncRecord { RemoteId = "id-1", RemoteNumber = "17" }).ShouldBe("17");
    }

    private static BankTransaction With(string field, string? value)
    {
        var document = Transaction(-30m, "GBP");
        return field switch
        {
            "category" => document with { Category = value },
            "bankAccount" => document with { BankAccount = value },
            _ => document with { TaxCode = value },
        };
    }
}
