using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// What was sent for a document, with everything resolved: kept with the sync record, so that an immutable entry can be taken back as it was,
/// and hashed, so that an unchanged document is not sent again.
/// </summary>
internal sealed record ExportContent(
    BankTransaction Document, RemoteAccount BankAccount, RemoteAccount PostingAccount, RemoteTaxCode? TaxCode, decimal? ExchangeRate, string? ContactId)
{
    /// <summary>What was converted; <see cref="Document"/> has the amount that was entered.</summary>
    public OriginalAmount? Original { get; init; }

    public LineDetail LineDetail { get; init; }

    /// <summary>The defaults that were used; not part of the hash. Lists of sync records read it from the JSON.</summary>
    public IReadOnlyList<DefaultedValue> Defaults { get; init; } = [];

    public static ExportContent Of(TransactionEntry entry) =>
        new(entry.Document, entry.BankAccount, entry.PostingAccount, entry.TaxCode, entry.ExchangeRate, entry.ContactId)
        {
            Original = entry.Original,
            LineDetail = entry.LineDetail,
            Defaults = entry.Defaults,
        };

    /// <summary>The result of a job for an entry that exists: its number at the provider, and the defaults that were used.</summary>
    public static string? Detail(SyncRecord record)
    {
        var number = record.RemoteNumber ?? record.RemoteId;
        var defaults = record.Content is { } content ? FromJson(content).Defaults : [];
        return defaults.Count == 0 ? number : $"{number}. {string.Join(" ", defaults)}";
    }

    /// <summary>False for an entry that was linked: what it is posted to is the user's own.</summary>
    [JsonIgnore]
    public bool IsResolved => BankAccount is not null;

    /// <summary>For an entry that was linked: only the document as it was then. Read with <see cref="FromJson"/>, nothing else is there.</summary>
    public static string OfLinked(BankTransaction document) => JsonSerializer.Serialize(new { Document = document });

    public string ToJson() => JsonSerializer.Serialize(this);

    public static ExportContent FromJson(string json) =>
        JsonSerializer.Deserialize<ExportContent>(json) ?? throw new InvalidOperationException("A sync record's content is empty.");

    /// <summary>SHA-256 over what reaches the books: not over status, revision, or names that may change there.</summary>
    public byte[] Hash() => SHA256.HashData([.. JsonSerializer.SerializeToUtf8Bytes(new
    {
        Document.SourceReference,
        Document.TransactedOn,
        Document.Description,
        Amount = Document.Amount.Amount / 1.0000m,
        Document.Amount.Currency,
        Document.Counterparty,
        Bank = BankAccount.RemoteId,
        Posting = PostingAccount.RemoteId,
        Tax = TaxCode?.RemoteId,
        ExchangeRate,
        ContactId,
    }), .. FurtherBytes()]);

    /// <summary>Nothing for an entry without any of it, as all were once: what stands in the books must not look changed.</summary>
    private byte[] FurtherBytes() => Original is null && LineDetail == LineDetail.Description
        ? []
        : JsonSerializer.SerializeToUtf8Bytes(new
        {
            Original = Original is null ? null : new { Amount = Original.Amount.Amount / 1.0000m, Original.Amount.Currency, Rate = Original.Rate / 1.0000m },
            LineDetail,
            Category = LineDetail == LineDetail.Full ? Document.Category : null,
        });
}
