using System.Globalization;
using System.Text.RegularExpressions;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>Between our documents and Fortnox's vouchers. Pure; MAPPING.md is its table.</summary>
internal static partial class FortnoxTranslation
{
    /// <summary>The key of <see cref="Company.Details"/> that names the voucher series to write in; without it, <see cref="DefaultSeries"/>.</summary>
    public const string SeriesDetail = "VoucherSeries";

    private const string DefaultSeries = "A";

    /// <summary>Fortnox books in Swedish kronor only.</summary>
    private const string BaseCurrency = "SEK";

    private const int MaxDescription = 200;
    private const int MaxComments = 1000;

    /// <summary>14 digits, 2 of them decimals.</summary>
    private const decimal MaxAmount = 999_999_999_999.99m;

    private const decimal LargestRead = 1_000_000_000_000_000_000m;

    public static Company Company(CompanyInformation information, long number, LockedPeriod? locked, IReadOnlyList<FinancialYearRow> years) => new()
    {
        RemoteId = number.ToString(CultureInfo.InvariantCulture),
        Name = information.CompanyName ?? $"Fortnox {number}",
        BaseCurrency = BaseCurrency,
        Country = information.CountryCode is { Length: 2 } country ? country : null,
        LockedThrough = DateOnly.TryParseExact(locked?.EndDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) ? end : null,
        FinancialYears = [.. years.Select(year => new FinancialYear(year.Id.ToString(CultureInfo.InvariantCulture), year.FromDate, year.ToDate)).OrderBy(year => year.From)],
    };

    /// <summary>The voucher series of a company: what <see cref="SeriesDetail"/> says.</summary>
    public static string Series(Company company) =>
        company.Details.TryGetValue(SeriesDetail, out var series) && series.Length > 0 ? series : DefaultSeries;

    public static FinancialYear? YearOf(Company company, DateOnly date) => company.FinancialYears?.FirstOrDefault(year => year.Contains(date));

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry)
    {
        var problems = new List<ReadinessProblem>();
        var on = entry.Document.TransactedOn;
        if (YearOf(company, on) is null)
        {
            problems.Add(new("no_financial_year", $"Fortnox has no financial year for {Date(on)}. Create it in Fortnox (Settings, Financial years), then sync again.", "TransactedOn"));
        }

        if (!SeriesPattern().IsMatch(Series(company)))
        {
            problems.Add(new("voucher_series_invalid", $"'{Series(company)}' cannot be a Fortnox voucher series: use 1 to 10 letters or digits.", "VoucherSeries"));
        }

        CheckAccount(problems, entry.BankAccount, "BankAccount");
        CheckAccount(problems, entry.PostingAccount, "PostingAccount");
        CheckAmount(problems, company, entry);
        if (entry.TaxCode is not null)
        {
            problems.Add(new("tax_code_not_supported", "Fortnox has no tax codes to choose: amounts are posted gross. Remove the tax code mapping of this connection.", "TaxCode"));
        }

        return problems;
    }

    private static void CheckAccount(List<ReadinessProblem> problems, RemoteAccount account, string field)
    {
        if (AccountNumber(account) is null)
        {
            problems.Add(new("account_not_four_digits", $"Account '{account.Display}' has no four-digit number; Fortnox posts to 1000 to 9999 only. Choose another account.", field));
        }
    }

    private static void CheckAmount(List<ReadinessProblem> problems, Company company, TransactionEntry entry)
    {
        var amount = entry.Document.Amount;
        if (BaseAmount(company, entry) is not { } inBase)
        {
            problems.Add(new("exchange_rate_missing", $"Fortnox books in {company.BaseCurrency}, and there is no rate from {amount.Currency} to it. Add the rate to the transaction.", "Rates"));
        }
        else if (inBase == 0)
        {
            problems.Add(new("amount_rounds_to_zero", $"{amount} is less than 0.01 {company.BaseCurrency}; Fortnox cannot book it.", "Amount"));
        }
        else if (inBase > MaxAmount)
        {
            problems.Add(new("amount_too_large", $"{inBase} {company.BaseCurrency} has more than the 14 digits that Fortnox takes.", "Amount"));
        }
    }

    /// <summary>
    /// Two rows that balance in the company's currency. Money out: debit the posting account, credit the bank; money in, and the
    /// reversal of money out, the other way round.
    /// </summary>
    /// <exception cref="ArgumentException">The entry has problems that <see cref="Check"/> names.</exception>
    public static NewVoucher Voucher(Company company, TransactionEntry entry)
    {
        var document = entry.Document;
        var amount = BaseAmount(company, entry)
            ?? throw new ArgumentException($"Entry {entry.EntryKey} has no rate from {document.Amount.Currency} to {company.BaseCurrency}.", nameof(entry));
        if (entry is { Role: EntryRole.Reversal, Existing: null })
        {
            throw new ArgumentException($"The reversal {entry.EntryKey} does not say which voucher it takes back.", nameof(entry));
        }

        var intoBank = (document.Amount.Amount > 0) != (entry.Role == EntryRole.Reversal);
        var (debit, credit) = intoBank ? (amount, 0m) : (0m, amount);
        return new NewVoucher(
            Description(entry),
            FortnoxText.Lines(Comments(company, entry), MaxComments),
            Date(document.TransactedOn),
            Series(company),
            [
                new(RequiredNumber(entry.PostingAccount), Debit: credit, Credit: debit),
                new(RequiredNumber(entry.BankAccount), debit, credit),
            ]);
    }

    private static string Description(TransactionEntry entry)
    {
        var prefix = entry.Role == EntryRole.Reversal ? $"Reversal of {entry.Existing!.Number ?? entry.Existing.RemoteId}: " : "";
        var text = EntryText.Line(entry, prefix + entry.Document.Description, namesCounterparty: false, MaxDescription, FortnoxText.Line);
        return text.Length > 0 ? text : "Bank transaction";
    }

    private static IEnumerable<string> Comments(Company company, TransactionEntry entry)
    {
        var document = entry.Document;
        yield return $"{entry.EntryKey} OrleansLedger";
        if (entry.Role == EntryRole.Reversal)
        {
            yield return ReversesPrefix + entry.Existing!.RemoteId;
        }

        yield return $"Reference: {document.SourceReference}";
        if (document.Amount.Currency != company.BaseCurrency)
        {
            yield return $"Original: {document.Amount}, rate {entry.ExchangeRate} {company.BaseCurrency}";
        }

        if (document.Counterparty is { Length: > 0 } counterparty)
        {
            yield return $"Counterparty: {counterparty}";
        }
    }

    private const string ReversesPrefix = "Reverses: ";

    /// <summary>The amount without sign in the company's currency, rounded once; null where the rate is missing. Never 1:1.</summary>
    public static decimal? BaseAmount(Company company, TransactionEntry entry)
    {
        var amount = entry.Document.Amount.Absolute;
        var rate = amount.Currency == company.BaseCurrency ? 1 : entry.ExchangeRate;
        if (rate is not > 0)
        {
            return null;
        }

        try
        {
            return decimal.Round(amount.Amount * rate.Value, 2, MidpointRounding.AwayFromZero);
        }
        catch (OverflowException)
        {
            // More than a decimal holds is more than Fortnox takes: Check says so.
            return decimal.MaxValue;
        }
    }

    /// <summary>False where a row has an amount that no books have, which could not be added up.</summary>
    public static bool HasPlausibleAmounts(Voucher voucher) =>
        (voucher.VoucherRows ?? []).All(row => Math.Abs(row.Debit ?? 0) <= LargestRead && Math.Abs(row.Credit ?? 0) <= LargestRead);

    public static int? AccountNumber(RemoteAccount account) =>
        account.RemoteId.Length == 4 && int.TryParse(account.RemoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1000 ? number : null;

    private static int RequiredNumber(RemoteAccount account) => AccountNumber(account)
        ?? throw new ArgumentException($"'{account.RemoteId}' is not a Fortnox account number.", nameof(account));

    /// <summary>The chart is BAS: the first digits of an account's number are its class.</summary>
    public static RemoteAccount Account(AccountRow row)
    {
        var number = row.Number.ToString("0000", CultureInfo.InvariantCulture);
        return new RemoteAccount(number, number, row.Description ?? number, Kind(row.Number), $"BAS {number[0]}", Currency: null, row.Active ?? true);
    }

    private static AccountKind Kind(int number) => number switch
    {
        >= 1900 and < 2000 => AccountKind.Bank,
        < 2000 => AccountKind.Asset,
        < 2100 => AccountKind.Equity,
        < 3000 => AccountKind.Liability,
        < 4000 => AccountKind.Income,
        >= 8000 and < 8400 => AccountKind.Income,
        _ => AccountKind.Expense,
    };

    /// <summary>Our key on a voucher; null where somebody else made it.</summary>
    public static string? EntryKeyOf(Voucher voucher) => EntryKey.FindIn(voucher.Comments) ?? EntryKey.FindIn(voucher.Description);

    /// <summary>The remote id of the voucher that this one takes back; null where it is no reversal of ours.</summary>
    public static string? Reverses(Voucher voucher) => EntryKeyOf(voucher) is null ? null : voucher.Comments?
        .Split('\n', StringSplitOptions.TrimEntries)
        .FirstOrDefault(line => line.StartsWith(ReversesPrefix, StringComparison.Ordinal))?[ReversesPrefix.Length..];

    /// <summary>False for vouchers Fortnox makes itself without moving money: an invoice, a supplier's invoice, an accrual.</summary>
    public static bool MayMoveMoney(Voucher voucher) => voucher.ReferenceType is not ("INVOICE" or "SUPPLIERINVOICE" or "ACCRUAL");

    /// <summary>What the voucher did to the bank, in the company's currency.</summary>
    public static Money BankMovement(Company company, Voucher voucher)
    {
        var rows = (voucher.VoucherRows ?? []).Where(row => row.Removed is not true).ToList();
        var bank = rows.Where(row => Kind(row.Account) == AccountKind.Bank).ToList();

        // Ours has two rows, the bank's last: that tells it apart where both accounts are bank accounts, or the "bank" is a card kept as a liability.
        if (EntryKeyOf(voucher) is not null && rows.Count == 2 && bank.Count != 1)
        {
            bank = [rows[^1]];
        }

        return new Money(bank.Sum(row => (row.Debit ?? 0) - (row.Credit ?? 0)), company.BaseCurrency);
    }

    /// <summary><paramref name="voucher"/> with its rows; <paramref name="fallback"/> is its date where the answer has none.</summary>
    public static FoundTransaction Found(Company company, VoucherId id, Voucher voucher, DateOnly fallback) =>
        new(id.Entry, EntryKeyOf(voucher), voucher.TransactionDate ?? fallback, BankMovement(company, voucher), voucher.Description);

    /// <summary>
    /// The dates as ranges within one financial year each, so that one list answers for neighbours: dates a week or less apart share a range.
    /// Dates outside every year are left out, since no voucher can stand there.
    /// </summary>
    public static IReadOnlyList<YearRange> Ranges(Company company, IEnumerable<DateOnly> dates)
    {
        var ranges = new List<YearRange>();
        foreach (var date in dates.Distinct().Order())
        {
            if (YearOf(company, date) is not { } year)
            {
                continue;
            }

            if (ranges is [.., var last] && last.Year == year && date.DayNumber - last.To.DayNumber <= 7)
            {
                ranges[^1] = last with { To = date };
            }
            else
            {
                ranges.Add(new YearRange(year, date, date));
            }
        }

        return ranges;
    }

    /// <summary>The parts of from..to that lie in financial years.</summary>
    public static IEnumerable<YearRange> Ranges(Company company, DateOnly from, DateOnly to) =>
        (company.FinancialYears ?? [])
            .Where(year => year.From <= to && year.To >= from)
            .OrderBy(year => year.From)
            .Select(year => new YearRange(year, year.From > from ? year.From : from, year.To < to ? year.To : to));

    [GeneratedRegex("^[A-Za-z0-9]{1,10}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeriesPattern();
}

/// <summary>Days of one financial year, both ends included.</summary>
internal sealed record YearRange(FinancialYear Year, DateOnly From, DateOnly To);
