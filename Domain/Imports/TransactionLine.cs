using System.Globalization;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Imports;

/// <summary>Reads the fields of one line and gathers all that is wrong with them.</summary>
internal sealed class TransactionLine(IReadOnlyList<string> columns, CsvRecord record, Dictionary<string, int> lineOfReference, DateOnly today)
{
    private readonly List<ImportError> _errors = [];

    public IReadOnlyList<ImportError> Errors => _errors;

    /// <summary>The transaction; null when there are <see cref="Errors"/>.</summary>
    public ImportedTransaction? Read()
    {
        var reference = Reference();
        var date = Date();
        var description = Text("description", TransactionRules.LongestDescription, needed: true);
        var currency = CurrencyCode();
        var amount = Amount(currency);
        var transaction = new ImportedTransaction
        {
            Line = record.Line,
            SourceReference = reference,
            TransactedOn = date,
            Description = description,
            Amount = new Money(amount, currency ?? ""),
            Counterparty = Optional("counterparty"),
            Category = Optional("category"),
            BankAccount = Optional("bank_account"),
            TaxCode = Optional("tax_code"),
            Status = Status(),
            Rates = Rates(amount, currency),
            Receipts = Receipts(),
        };
        return _errors.Count == 0 ? transaction : null;
    }

    private string Reference()
    {
        var reference = Text("reference", TransactionRules.LongestReference, needed: true);
        if (reference.Length > 0 && !lineOfReference.TryAdd(reference, record.Line))
        {
            Wrong("reference", reference, "duplicate_reference", $"is already the reference of line {lineOfReference[reference]}. Give every transaction a reference of its own.");
        }

        return reference;
    }

    private DateOnly Date()
    {
        var text = Field("date");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            WrongOrMissing("date", text, new ValueProblem("invalid_date", "is not a date. Write it as year-month-day: 2026-03-31."));
        }
        else if (TransactionRules.Date(date, today) is { } problem)
        {
            Wrong("date", text, problem);
        }

        return date;
    }

    private string? CurrencyCode()
    {
        var text = Field("currency");
        if (TransactionRules.CurrencyCode(text) is not { } problem)
        {
            return text;
        }

        WrongOrMissing("currency", text, problem);
        return null;
    }

    private decimal Amount(string? currency)
    {
        var text = Field("amount");
        if (!TryNumber(text, out var amount))
        {
            WrongOrMissing("amount", text, new ValueProblem("invalid_amount", $"is not a number. {HowToWrite(text)}"));
        }
        else if (TransactionRules.Amount(amount, currency) is { } problem)
        {
            Wrong("amount", text, problem);
        }

        return amount;
    }

    private TransactionStatus Status()
    {
        var text = Field("status");
        switch (text)
        {
            case "":
            case "completed": return TransactionStatus.Completed;
            case "pending": return TransactionStatus.Pending;
            case "excluded": return TransactionStatus.Excluded;
            case "archived": return TransactionStatus.Archived;
            default:
                Wrong("status", text, "invalid_status", "is not a status. Write pending, completed, excluded or archived.");
                return default;
        }
    }

    private Dictionary<string, decimal> Rates(decimal amount, string? currency)
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var part in Parts("rates"))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var code = equals < 0 ? "" : part[..equals];
            var number = part[(equals + 1)..];
            if (!Currency.IsWellFormed(code))
            {
                Wrong("rates", part, "invalid_rate", "is not a rate. Write it as currency=number: SEK=11.42.");
            }
            else if (!TryNumber(number, out var rate))
            {
                Wrong("rates", part, "invalid_rate", $"is not a rate. {HowToWrite(number)}");
            }
            else if (TransactionRules.Rate(code, rate, TransactionRules.Amount(amount, currency) is null ? amount : 0, currency) is { } problem)
            {
                Wrong("rates", part, problem);
            }
            else if (!rates.TryAdd(code, rate))
            {
                Wrong("rates", part, "duplicate_rate", $"is a second rate for {code}. Keep one of them.");
            }
        }

        return rates;
    }

    private List<string> Receipts()
    {
        var names = new List<string>();
        foreach (var name in Parts("receipts"))
        {
            if (AttachmentRules.FileName(name) is { } problem)
            {
                Wrong("receipts", name, problem);
            }
            else if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Wrong("receipts", name, "duplicate_file", "is there twice. Give each receipt of a transaction a name of its own.");
            }
            else
            {
                names.Add(name);
            }
        }

        return names;
    }

    private string? Optional(string column)
    {
        var text = Text(column, TransactionRules.LongestName, needed: false);
        return text.Length == 0 ? null : text;
    }

    private string Text(string column, int longest, bool needed)
    {
        var text = Field(column);
        if (text.Length == 0 && needed)
        {
            Missing(column);
        }
        else if (TransactionRules.Text(text, longest) is { } problem)
        {
            Wrong(column, text, problem);
        }

        return text;
    }

    private IEnumerable<string> Parts(string column) =>
        Field(column).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string Field(string column)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == column)
            {
                return record.Fields[i].Trim();
            }
        }

        return "";
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    /// <summary>A number with a comma gets its own correction; anything else an example.</summary>
    private static string HowToWrite(string text) =>
        text.Count(character => character == ',') == 1 && TryNumber(text.Replace(',', '.'), out _)
            ? $"Write it with a point: {text.Replace(',', '.')}."
            : "Write it with a point and nothing else between the digits: 1250.00.";

    private void WrongOrMissing(string column, string value, ValueProblem problem)
    {
        if (value.Length == 0)
        {
            Missing(column);
        }
        else
        {
            Wrong(column, value, problem);
        }
    }

    private void Missing(string column) => _errors.Add(new ImportError("missing", record.Line, column, null, "it is empty. Every transaction needs one."));

    private void Wrong(string column, string value, ValueProblem problem) => Wrong(column, value, problem.Code, problem.Text);

    private void Wrong(string column, string value, string code, string problem) =>
        _errors.Add(new ImportError(code, record.Line, column, PlainText.Shown(value), problem));
}
