using System.Globalization;

namespace OrleansLedger.Domain.Documents;

/// <summary>
/// The limits of a transaction's values, however it comes in. Each check gives the problem of a value, or null where the value is accepted.
/// </summary>
public static class TransactionRules
{
    public const int LongestReference = 100;

    public const int LongestDescription = 4000;

    /// <summary>Of counterparty, category, bank account and tax code.</summary>
    public const int LongestName = 255;

    /// <summary>The largest whole number that <c>numeric(19,4)</c> holds.</summary>
    public const decimal LargestAmount = 999_999_999_999_999m;

    /// <summary>Far above and below the rates between any two currencies.</summary>
    public const decimal LargestRate = 1_000_000_000m;

    public const decimal SmallestRate = 0.000_000_001m;

    public const int YearsAhead = 5;

    public static readonly DateOnly FirstDay = new(1900, 1, 1);

    public static ValueProblem? Text(string text, int longest) =>
        text.Length > longest ? new("too_long", $"is {text.Length} characters long. Shorten it to {longest}.")
        : PlainText.Unprintable(text) is { } character
            ? new("invalid_character", PlainText.IsBroken(character)
                ? "contains a broken character: half of a surrogate pair. Remove it, or send the whole character."
                : $"contains the control character U+{(int)character:X4}. Remove it.")
        : PlainText.DirectionControl(text) is { } direction
            ? new("invalid_character", $"contains the character U+{(int)direction:X4}, which changes the direction of text. Remove it.")
        : null;

    /// <param name="today">The day from which <see cref="YearsAhead"/> counts.</param>
    public static ValueProblem? Date(DateOnly date, DateOnly today)
    {
        var last = today.AddYears(YearsAhead);
        return date < FirstDay ? new("invalid_date", $"is before {FirstDay:yyyy-MM-dd}. Correct the date.")
            : date > last ? new("invalid_date", $"is more than {YearsAhead} years ahead. Correct the date; the last one accepted is {last:yyyy-MM-dd}.")
            : null;
    }

    public static ValueProblem? CurrencyCode(string text) =>
        Currency.IsKnown(text) ? null
        : Currency.IsKnown(text.ToUpperInvariant()) ? new("invalid_currency", $"is not in upper case. Write it as {text.ToUpperInvariant()}.")
        : new("invalid_currency", "is not a currency of ISO 4217. Write its three-letter code: EUR.");

    /// <param name="amount">Signed.</param>
    /// <param name="currency">Null where it is not known: the decimals are not checked.</param>
    public static ValueProblem? Amount(decimal amount, string? currency)
    {
        if (amount == 0)
        {
            return new("invalid_amount", "is zero: no money moved. Leave the transaction out.");
        }

        if (Math.Abs(amount) > LargestAmount)
        {
            return new("invalid_amount", $"is too large. The largest is {LargestAmount:0}.");
        }

        if (currency is null || Math.Round(amount, Currency.Decimals(currency)) == amount)
        {
            return null;
        }

        var decimals = Currency.Decimals(currency);
        var rounded = decimal.Round(amount, decimals, MidpointRounding.AwayFromZero);
        var advice = rounded == 0
            ? $"Less than the smallest amount of {currency} is no money: leave the transaction out."
            : $"Round it: {rounded.ToString($"F{decimals}", CultureInfo.InvariantCulture)}.";
        return new("invalid_amount", $"has too many decimals: {currency} has {(decimals == 0 ? "none" : decimals)}. {advice}");
    }

    /// <param name="code">The currency that the rate is for.</param>
    /// <param name="rate">How many units of it one unit of the transaction's currency was worth.</param>
    /// <param name="amount">The transaction's amount; zero where it is not known.</param>
    /// <param name="currency">The transaction's currency; null where it is not known.</param>
    public static ValueProblem? Rate(string code, decimal rate, decimal amount, string? currency) =>
        !Currency.IsKnown(code) ? new("invalid_rate", "is not a rate for a currency of ISO 4217. Write its three-letter code: SEK.")
        : rate <= 0 ? new("invalid_rate", "is not a rate. Write one above zero.")
        : rate is < SmallestRate or > LargestRate
            ? new("invalid_rate", $"is not a plausible rate. Write one from {Number(SmallestRate)} to {Number(LargestRate)}.")
        : code == currency ? new("invalid_rate", "is a rate from the currency to itself. Leave it out.")
        : Math.Abs(amount) > LargestAmount / Math.Max(rate, 1)
            ? new("invalid_rate", $"makes the amount larger than {LargestAmount:0} {code}. Correct the rate or the amount.")
        : null;

    /// <summary>All problems of a transaction; none where it is accepted.</summary>
    /// <param name="today">The day from which dates ahead count.</param>
    public static IEnumerable<FieldProblem> Problems(BankTransaction transaction, DateOnly today)
    {
        var currency = CurrencyCode(transaction.Amount.Currency) is null ? transaction.Amount.Currency : null;
        var amount = Amount(transaction.Amount.Amount, currency);
        // An amount that is wrong by itself says nothing about the rates.
        var rated = amount is null ? transaction.Amount.Amount : 0;
        IEnumerable<FieldProblem?> problems =
        [
            Needed(TransactionFields.SourceReference, transaction.SourceReference, text => Text(text, LongestReference)),
            Of(TransactionFields.TransactedOn, transaction.TransactedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Date(transaction.TransactedOn, today)),
            Needed(TransactionFields.Description, transaction.Description, text => Text(text, LongestDescription)),
            Needed(TransactionFields.Currency, transaction.Amount.Currency, CurrencyCode),
            Of(TransactionFields.Amount, Number(transaction.Amount.Amount), amount),
            Name(TransactionFields.Counterparty, transaction.Counterparty),
            Name(TransactionFields.Category, transaction.Category),
            Name(TransactionFields.BankAccount, transaction.BankAccount),
            Name(TransactionFields.TaxCode, transaction.TaxCode),
            .. transaction.Rates.Select(r => Of(TransactionFields.Rates, $"{r.Key}={Number(r.Value)}", Rate(r.Key, r.Value, rated, currency))),
        ];
        return problems.OfType<FieldProblem>();
    }

    private static FieldProblem? Needed(string field, string text, Func<string, ValueProblem?> check) =>
        string.IsNullOrWhiteSpace(text)
            ? new FieldProblem("missing", field, $"{field} is empty. Every transaction needs one.")
            : Of(field, text, check(text));

    private static FieldProblem? Name(string field, string? text) => text is null ? null : Of(field, text, Text(text, LongestName));

    private static FieldProblem? Of(string field, string value, ValueProblem? problem) =>
        problem is null ? null : new FieldProblem(problem.Code, field, $"{field} '{PlainText.Shown(value)}' {problem.Text}");

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
