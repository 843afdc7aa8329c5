using System.Globalization;

namespace OrleansLedger.Domain.Documents;

/// <summary>
/// What a transaction must be, however it comes in. Each check gives what is wrong as the rest of a sentence that begins with the value, followed by what to do;
/// null where the value can be taken.
/// </summary>
public static class TransactionRules
{
    public const int LongestReference = 100;

    public const int LongestDescription = 4000;

    /// <summary>Of counterparty, category, bank account and tax code.</summary>
    public const int LongestName = 255;

    /// <summary>What <c>numeric(19,4)</c> holds, without decimals.</summary>
    public const decimal LargestAmount = 999_999_999_999_999m;

    public static string? Text(string text, int longest) =>
        text.Length > longest ? $"is {text.Length} characters long. Shorten it to {longest}."
        : PlainText.Unprintable(text) is { } character ? $"contains the {(char.IsSurrogate(character) ? "broken" : "control")} character U+{(int)character:X4}. Remove it."
        : null;

    public static string? CurrencyCode(string text) =>
        Currency.IsWellFormed(text) ? null
        : Currency.IsWellFormed(text.ToUpperInvariant()) ? $"is not in upper case. Write it as {text.ToUpperInvariant()}."
        : "is not a currency. Write its three-letter code: EUR.";

    /// <param name="amount">Signed.</param>
    /// <param name="currency">Null where it is not known: its decimals are not looked at.</param>
    public static string? Amount(decimal amount, string? currency)
    {
        if (amount == 0)
        {
            return "is zero: no money moved. Leave the transaction out.";
        }

        if (Math.Abs(amount) > LargestAmount)
        {
            return $"is too large. The largest is {LargestAmount:0}.";
        }

        if (currency is null || Math.Round(amount, Currency.Decimals(currency)) == amount)
        {
            return null;
        }

        var decimals = Currency.Decimals(currency);
        var rounded = decimal.Round(amount, decimals, MidpointRounding.AwayFromZero).ToString($"F{decimals}", CultureInfo.InvariantCulture);
        return $"has too many decimals: {currency} has {(decimals == 0 ? "none" : decimals)}. Round it: {rounded}.";
    }

    /// <param name="code">Whose rate it is.</param>
    /// <param name="rate">How many of its units one unit of the transaction's currency was worth.</param>
    /// <param name="currency">The transaction's; null where it is not known.</param>
    public static string? Rate(string code, decimal rate, string? currency) =>
        !Currency.IsWellFormed(code) ? "is not a rate for a currency. Write its three-letter code: SEK."
        : rate <= 0 ? "is not a rate. Write one above zero."
        : code == currency ? "is a rate from the currency to itself. Leave it out."
        : null;

    /// <summary>Everything that is wrong with a transaction, a sentence each that begins with the field; nothing where it can be taken.</summary>
    public static IEnumerable<string> Faults(BankTransaction transaction)
    {
        var currency = CurrencyCode(transaction.Amount.Currency) is null ? transaction.Amount.Currency : null;
        IEnumerable<string?> faults =
        [
            Needed("sourceReference", transaction.SourceReference, text => Text(text, LongestReference)),
            Needed("description", transaction.Description, text => Text(text, LongestDescription)),
            Needed("currency", transaction.Amount.Currency, CurrencyCode),
            Sentence("amount", Number(transaction.Amount.Amount), Amount(transaction.Amount.Amount, currency)),
            Name("counterparty", transaction.Counterparty),
            Name("category", transaction.Category),
            Name("bankAccount", transaction.BankAccount),
            Name("taxCode", transaction.TaxCode),
            .. transaction.Rates.Select(r => Sentence("rates", $"{r.Key}={Number(r.Value)}", Rate(r.Key, r.Value, currency))),
        ];
        return faults.OfType<string>();
    }

    private static string? Needed(string field, string text, Func<string, string?> check) =>
        string.IsNullOrWhiteSpace(text) ? $"{field} is empty. Every transaction needs one." : Sentence(field, text, check(text));

    private static string? Name(string field, string? text) => text is null ? null : Sentence(field, text, Text(text, LongestName));

    private static string? Sentence(string field, string value, string? problem) => problem is null ? null : $"{field} '{PlainText.Shown(value)}' {problem}";

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
