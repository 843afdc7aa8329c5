using System.Text;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Imports;

/// <summary>A line of a transaction file: a bank transaction that has no tenant and no id yet.</summary>
public sealed record ImportedTransaction
{
    /// <summary>The line it begins on, counted from 1.</summary>
    public required int Line { get; init; }

    /// <inheritdoc cref="BankTransaction.SourceReference"/>
    public required string SourceReference { get; init; }

    public required DateOnly TransactedOn { get; init; }

    /// <inheritdoc cref="BankTransaction.Description"/>
    public required string Description { get; init; }

    /// <inheritdoc cref="BankTransaction.Amount"/>
    public required Money Amount { get; init; }

    public string? Counterparty { get; init; }

    public string? Category { get; init; }

    public string? BankAccount { get; init; }

    public string? TaxCode { get; init; }

    public required TransactionStatus Status { get; init; }

    /// <inheritdoc cref="BankTransaction.Rates"/>
    public required IReadOnlyDictionary<string, decimal> Rates { get; init; }

    /// <summary>File names of the receipts, distinct within the transaction.</summary>
    public required IReadOnlyList<string> Receipts { get; init; }

    /// <summary>The document it becomes.</summary>
    public BankTransaction ToDocument(TenantId tenant, DocumentId id) => new()
    {
        Id = id,
        TenantId = tenant,
        SourceReference = SourceReference,
        TransactedOn = TransactedOn,
        Description = Description,
        Amount = Amount,
        Counterparty = Counterparty,
        Category = Category,
        BankAccount = BankAccount,
        TaxCode = TaxCode,
        Status = Status,
        Rates = Rates,
        Revision = 1,
    };
}

/// <summary>All lines of a file, or everything that is wrong with it: a file with one wrong line imports nothing.</summary>
public sealed record TransactionFile(IReadOnlyList<ImportedTransaction> Transactions, IReadOnlyList<ImportError> Errors)
{
    public bool Succeeded => Errors.Count == 0;

    internal static TransactionFile Refused(params IReadOnlyList<ImportError> errors) => new([], errors);
}

/// <summary>
/// Reads bank transactions from CSV (UTF-8, comma separated, a header line; columns in any order). Needed are <c>reference</c>, <c>date</c>
/// (<c>2026-03-31</c>), <c>description</c>, <c>amount</c> (signed, negative is money out, with a point) and <c>currency</c>; understood besides:
/// <c>counterparty</c>, <c>category</c>, <c>bank_account</c>, <c>tax_code</c>, <c>status</c> (completed where empty), <c>rates</c>
/// (<c>SEK=11.42;GBP=0.8571</c>: units of that currency for one unit of the line's) and <c>receipts</c> (file names parted by semicolons).
/// </summary>
public static class TransactionCsv
{
    private static readonly string[] s_needed = ["reference", "date", "description", "amount", "currency"];

    private static readonly string[] s_optional = ["counterparty", "category", "bank_account", "tax_code", "status", "rates", "receipts"];

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file's bytes. Never throws because of its content.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="today">The day from which dates ahead count.</param>
    public static TransactionFile Parse(ReadOnlySpan<byte> utf8, DateOnly today)
    {
        string text;
        try
        {
            text = s_strict.GetString(utf8);
        }
        catch (DecoderFallbackException wrong)
        {
            return TransactionFile.Refused(new ImportError(
                "invalid_encoding", 0, null, null, $"byte {wrong.Index} is not UTF-8. Save it with the encoding UTF-8 (in Excel: \"CSV UTF-8\")."));
        }

        return Parse(text, today);
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The file.</param>
    /// <param name="today">The day from which dates ahead count.</param>
    public static TransactionFile Parse(string text, DateOnly today)
    {
        var (records, malformed) = CsvReader.Read(text);
        if (malformed.Count > 0 && records.Count == 0)
        {
            return new TransactionFile([], malformed);
        }

        if (records.Count == 0)
        {
            return TransactionFile.Refused(new ImportError("missing", 0, null, null, $"it is empty. Begin it with the header {string.Join(',', s_needed)}."));
        }

        var header = records[0];
        var errors = new List<ImportError>(CheckHeader(header));
        if (errors.Count > 0)
        {
            return new TransactionFile([], errors);
        }

        errors.AddRange(malformed);
        var transactions = new List<ImportedTransaction>(records.Count);
        var lineOfReference = new Dictionary<string, int>(StringComparer.Ordinal);
        // Spreadsheets leave lines of nothing but commas behind.
        foreach (var record in records.Skip(1).Where(record => record.Fields.Any(field => field.AsSpan().Trim().Length > 0)))
        {
            if (record.Fields.Count != header.Fields.Count)
            {
                errors.Add(new ImportError(
                    "malformed_csv", record.Line, null, null, $"it has {record.Fields.Count} fields, the header has {header.Fields.Count}. Put a field that contains a comma in double quotes."));
                continue;
            }

            var line = new TransactionLine(header.Fields, record, lineOfReference, today);
            if (line.Read() is { } transaction)
            {
                transactions.Add(transaction);
            }

            errors.AddRange(line.Errors);
        }

        return errors.Count == 0
            ? new TransactionFile(transactions, [])
            : new TransactionFile([], [.. errors.OrderBy(error => error.Line)]);
    }

    private static IEnumerable<ImportError> CheckHeader(CsvRecord header)
    {
        if (header.Fields is [var only] && only.Contains(';', StringComparison.Ordinal))
        {
            yield return new ImportError("malformed_csv", header.Line, null, null, "the columns are parted by semicolons. Save the file with commas.");
            yield break;
        }

        foreach (var column in header.Fields.Where(column => !s_needed.Contains(column, StringComparer.Ordinal) && !s_optional.Contains(column, StringComparer.Ordinal)))
        {
            yield return new ImportError(
                "unknown_column", header.Line, PlainText.Shown(column), null, $"there is no such column. Use {string.Join(", ", s_needed)} and, where you have them, {string.Join(", ", s_optional)}.");
        }

        foreach (var column in header.Fields.GroupBy(column => column, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            yield return new ImportError("duplicate_column", header.Line, PlainText.Shown(column), null, "the column is there twice. Leave one of them out.");
        }

        foreach (var column in s_needed.Except(header.Fields, StringComparer.Ordinal))
        {
            yield return new ImportError("missing_column", header.Line, column, null, "the column is missing. Add it to the header.");
        }
    }
}
