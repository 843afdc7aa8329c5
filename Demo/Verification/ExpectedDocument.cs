using System.Security.Cryptography;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;

namespace OrleansLedger.Demo.Verification;

/// <summary>What has to stand in one company's books, once, for one transaction.</summary>
internal sealed record ExpectedDocument
{
    /// <summary>Stands for the reference of a document that the product has no record of: no entry in the books has it.</summary>
    private const string NeverEntered = "(never entered)";

    /// <summary>The reference it stands under; see <c>Domain.SyncRecords.EntryKey</c>.</summary>
    public required string EntryKey { get; init; }

    /// <summary>What the tenant calls it.</summary>
    public required string SourceReference { get; init; }

    public required DateOnly TransactedOn { get; init; }

    /// <summary>Signed: negative is money out.</summary>
    public required Money Amount { get; init; }

    /// <summary>Units of the company's base currency for one of the amount's; null where they are the same currency.</summary>
    public required decimal? Rate { get; init; }

    public required RemoteAccount BankAccount { get; init; }

    public required RemoteAccount PostingAccount { get; init; }

    public required IReadOnlyList<ExpectedFile> Files { get; init; }

    /// <exception cref="DemoException">The sample has no rate from the transaction's currency to the company's.</exception>
    public static ExpectedDocument Of(DemoTransaction source, string? entryKey, SimulatedCompany company, ChartChoices choices)
    {
        var transaction = source.Transaction;
        return new ExpectedDocument
        {
            EntryKey = entryKey ?? $"{NeverEntered} {transaction.SourceReference}",
            SourceReference = transaction.SourceReference,
            TransactedOn = transaction.TransactedOn,
            Amount = transaction.Amount,
            Rate = transaction.Amount.Currency == company.BaseCurrency ? null
                : transaction.Rates.TryGetValue(company.BaseCurrency, out var rate) ? rate
                : throw new DemoException($"{transaction.SourceReference} has no rate from {transaction.Amount.Currency} to {company.BaseCurrency}, in which {company.Name} keeps its books. Add it to the sample's column rates."),
            BankAccount = choices.BankAccountOf(transaction),
            PostingAccount = choices.PostingAccountOf(transaction),
            Files = [.. source.Receipts.Select(receipt => new ExpectedFile(receipt.FileName, Convert.ToHexStringLower(SHA256.HashData(receipt.Content()))))],
        };
    }
}

/// <summary>A receipt of an expected document. <paramref name="Sha256"/> in lower-case hexadecimal.</summary>
internal sealed record ExpectedFile(string Name, string Sha256);

/// <summary>All that has to stand in the books of one connection's company, and nothing else.</summary>
internal sealed record Expectation(string Connection, string BaseCurrency, IReadOnlyList<ExpectedDocument> Documents)
{
    public int Attachments => Documents.Sum(document => document.Files.Count);
}
