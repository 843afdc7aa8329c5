using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>How QuickBooks' JSON is read and written: its own spelling, unknown members ignored, absent members left out.</summary>
internal static class QuickBooksJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        RespectNullableAnnotations = true,
        Converters = { new ListsWithoutNulls() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T? Read<T>(JsonElement element) => element.Deserialize<T>(Options);
}

/// <summary>A reference to another entity; <paramref name="Type"/> only where any of several entities may stand.</summary>
internal sealed record WireRef(
    [property: JsonPropertyName("value")] string? Value,
    [property: JsonPropertyName("name")] string? Name = null,
    [property: JsonPropertyName("type")] string? Type = null);

internal sealed record WireCompanyInfo(string? CompanyName, string? LegalName, string? Country, IReadOnlyList<WireNameValue>? NameValue);

internal sealed record WireNameValue(string? Name, string? Value);

internal sealed record WirePreferences(
    WireCurrencyPrefs? CurrencyPrefs, WireTaxPrefs? TaxPrefs, WireSalesFormsPrefs? SalesFormsPrefs, WireAccountingInfoPrefs? AccountingInfoPrefs);

internal sealed record WireCurrencyPrefs(WireRef? HomeCurrency, bool? MultiCurrencyEnabled);

internal sealed record WireTaxPrefs(bool? UsingSalesTax);

internal sealed record WireSalesFormsPrefs(bool? CustomTxnNumbers);

internal sealed record WireAccountingInfoPrefs(string? BookCloseDate);

internal sealed record WireCompanyCurrency(string? Code, bool? Active);

internal sealed record WireAccount(
    [property: JsonRequired] string Id, string? Name, string? FullyQualifiedName, string? AcctNum, string? AccountType, string? Classification, WireRef? CurrencyRef, bool? Active,
    bool? SubAccount = null, WireRef? ParentRef = null);

internal sealed record WireTaxCode(
    [property: JsonRequired] string Id, string? Name, bool? Active, WireTaxRateList? SalesTaxRateList, WireTaxRateList? PurchaseTaxRateList);

internal sealed record WireTaxRateList(IReadOnlyList<WireTaxRateDetail>? TaxRateDetail);

internal sealed record WireTaxRateDetail(WireRef? TaxRateRef, string? TaxTypeApplicable);

internal sealed record WireTaxRate([property: JsonRequired] string Id, decimal? RateValue);

/// <summary>The company's tax codes with the rates they refer to.</summary>
internal sealed record WireTaxSetup(IReadOnlyList<WireTaxCode> Codes, IReadOnlyList<WireTaxRate> Rates)
{
    public static readonly WireTaxSetup None = new([], []);

    /// <summary>By rate id, in percent: 0 to 100, which is what QuickBooks takes.</summary>
    public Dictionary<string, decimal> Percentages() => Rates.Where(rate => rate.RateValue is >= 0 and <= 100)
        .GroupBy(rate => rate.Id, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().RateValue!.Value, StringComparer.Ordinal);
}

/// <summary>Vendor, Customer and Employee, as far as a name goes.</summary>
internal sealed record WireName(string? Id, string? DisplayName, bool? Active = null, WireRef? CurrencyRef = null);

/// <summary>A Purchase or a Deposit: two entities with most members in common, each leaving the other's null.</summary>
internal sealed record WireTransaction
{
    public string? Id { get; init; }

    public string? SyncToken { get; init; }

    [JsonPropertyName("sparse")]
    public bool? Sparse { get; init; }

    public string? DocNumber { get; init; }

    public DateOnly? TxnDate { get; init; }

    public string? PrivateNote { get; init; }

    /// <summary>Purchase: Cash, Check or CreditCard.</summary>
    public string? PaymentType { get; init; }

    /// <summary>Purchase: the bank account or card.</summary>
    public WireRef? AccountRef { get; init; }

    /// <summary>Purchase: who was paid.</summary>
    public WireRef? EntityRef { get; init; }

    /// <summary>Purchase by card: true for a refund.</summary>
    public bool? Credit { get; init; }

    /// <summary>Deposit: the bank account.</summary>
    public WireRef? DepositToAccountRef { get; init; }

    public WireRef? CurrencyRef { get; init; }

    /// <summary>Home currency units for one unit of <see cref="CurrencyRef"/>.</summary>
    public decimal? ExchangeRate { get; init; }

    public string? GlobalTaxCalculation { get; init; }

    public IReadOnlyList<WireLine>? Line { get; init; }

    /// <summary>The tax as we want it; left out, QuickBooks computes it.</summary>
    public WireTaxDetail? TxnTaxDetail { get; init; }

    /// <summary>Computed by QuickBooks, in the transaction's currency; never negative on a Purchase.</summary>
    public decimal? TotalAmt { get; init; }
}

internal sealed record WireLine
{
    public string? DetailType { get; init; }

    public decimal? Amount { get; init; }

    public string? Description { get; init; }

    public WireExpenseDetail? AccountBasedExpenseLineDetail { get; init; }

    public WireDepositDetail? DepositLineDetail { get; init; }
}

internal sealed record WireExpenseDetail(WireRef? AccountRef, WireRef? TaxCodeRef = null, decimal? TaxInclusiveAmt = null);

internal sealed record WireDepositDetail(WireRef? AccountRef, WireRef? Entity = null, WireRef? TaxCodeRef = null, string? TaxApplicableOn = null);

/// <param name="TaxLine">One for every rate of the tax codes on the lines, together <paramref name="TotalTax"/>.</param>
internal sealed record WireTaxDetail(decimal TotalTax, IReadOnlyList<WireTaxLine> TaxLine);

internal sealed record WireTaxLine(decimal Amount, string DetailType, WireTaxLineDetail TaxLineDetail);

internal sealed record WireTaxLineDetail(WireRef TaxRateRef, bool PercentBased, decimal TaxPercent, decimal NetAmountTaxable);

internal sealed record WireBatchRequest(IReadOnlyList<WireBatchItem> BatchItemRequest);

/// <summary>One operation of a batch: exactly one of the entities is set.</summary>
internal sealed record WireBatchItem
{
    [JsonPropertyName("bId")]
    public required string BatchId { get; init; }

    /// <summary><c>create</c>, <c>update</c> or <c>delete</c>.</summary>
    [JsonPropertyName("operation")]
    public required string Operation { get; init; }

    public WireTransaction? Purchase { get; init; }

    public WireTransaction? Deposit { get; init; }

    public WireName? Vendor { get; init; }
}

internal sealed record WireBatchAnswer
{
    [JsonPropertyName("bId")]
    public string? BatchId { get; init; }

    public WireTransaction? Purchase { get; init; }

    public WireTransaction? Deposit { get; init; }

    public WireName? Vendor { get; init; }

    public WireFault? Fault { get; init; }
}

/// <summary>Both fault shapes: <c>Fault.Error[].Message</c> of the entities and <c>fault.error[].message</c> of the gateway.</summary>
internal sealed record WireFault(IReadOnlyList<WireError>? Error, string? Type);

internal sealed record WireError(string? Message, string? Detail, string? Code, string? Element);

internal sealed record WireAttachable(string? Id, string? SyncToken, string? FileName);

internal sealed record WireAttachableAnswer(WireAttachable? Attachable, WireFault? Fault);

/// <summary>The metadata part of an upload.</summary>
internal sealed record WireAttachableMetadata(IReadOnlyList<WireAttachableRef> AttachableRef, string FileName, string ContentType);

internal sealed record WireAttachableRef(WireRef EntityRef, bool IncludeOnSend);

internal sealed record WireTokens(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] long? ExpiresIn,
    [property: JsonPropertyName("x_refresh_token_expires_in")] long? RefreshExpiresIn,
    [property: JsonPropertyName("x_refresh_token_hard_expires_in")] long? RefreshHardExpiresIn);

internal sealed record WireCompanyEnvelope(WireCompanyInfo? CompanyInfo);
