using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;

namespace OrleansLedger.AppHost.Demo.Verification;

/// <summary>What has to stand in one company's books, once, for one transaction.</summary>
internal sealed record ExpectedDocument
{
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
}

/// <summary>A receipt of an expected document. <paramref name="Sha256"/> in lower-case hexadecimal.</summary>
internal sealed record ExpectedFile(string Name, string Sha256);

/// <summary>All that has to stand in the books of one connection's company, and nothing else.</summary>
internal sealed record Expectation(string Connection, string BaseCurrency, IReadOnlyList<ExpectedDocument> Documents)
{
    public int Attachments => Documents.Sum(document => document.Files.Count);
}
