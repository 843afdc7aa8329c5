using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>
/// What goes over the wire of Xero's accounting API, spelt as Xero spells it (xero_accounting.yaml 16.1.0). Only the members used here; others are ignored
/// when read. A member that is null is not written: Xero keeps what it is not sent. The list of an answer is required: an answer without it is not Xero's,
/// and must not be taken for an empty list.
/// </summary>
internal static class XeroWire
{
    internal sealed record BankTransactions
    {
        [JsonPropertyName("BankTransactions")]
        [JsonRequired]
        public IReadOnlyList<BankTransaction> Items { get; init; } = [];

        [JsonPropertyName("pagination")]
        public Pagination? Pagination { get; init; }
    }

    internal sealed record BankTransaction
    {
        /// <summary>SPEND and RECEIVE are written; when read also prepayments, overpayments and transfers of both directions.</summary>
        public string? Type { get; init; }

        public string? BankTransactionID { get; init; }

        public Contact? Contact { get; init; }

        public Account? BankAccount { get; init; }

        /// <summary>Written as <c>2026-03-04</c>, read as <c>/Date(1772582400000+0000)/</c>.</summary>
        public string? Date { get; init; }

        public string? Reference { get; init; }

        public string? LineAmountTypes { get; init; }

        public string? CurrencyCode { get; init; }

        /// <summary>Units of the transaction's currency for one unit of the organisation's.</summary>
        public decimal? CurrencyRate { get; init; }

        public IReadOnlyList<LineItem>? LineItems { get; init; }

        public string? Status { get; init; }

        public decimal? Total { get; init; }

        public string? StatusAttributeString { get; init; }

        public IReadOnlyList<ValidationError>? ValidationErrors { get; init; }

        public IReadOnlyList<ValidationError>? Warnings { get; init; }
    }

    internal sealed record LineItem
    {
        public string? Description { get; init; }

        public decimal? Quantity { get; init; }

        public decimal? UnitAmount { get; init; }

        public string? AccountCode { get; init; }

        public string? TaxType { get; init; }
    }

    /// <summary>In the 400 shape the text is in <see cref="Message"/>, in the 200 shape some pages show <see cref="Description"/>.</summary>
    internal sealed record ValidationError
    {
        public string? Message { get; init; }

        public string? Description { get; init; }

        [JsonIgnore]
        public string Text => Message ?? Description ?? "";
    }

    internal sealed record Pagination
    {
        [JsonPropertyName("pageCount")]
        public int PageCount { get; init; }
    }

    internal sealed record Contacts
    {
        [JsonPropertyName("Contacts")]
        [JsonRequired]
        public IReadOnlyList<Contact> Items { get; init; } = [];

        [JsonPropertyName("pagination")]
        public Pagination? Pagination { get; init; }
    }

    internal sealed record Contact
    {
        public string? ContactID { get; init; }

        public string? Name { get; init; }

        /// <summary>ACTIVE, ARCHIVED or GDPRREQUEST.</summary>
        public string? ContactStatus { get; init; }

        /// <summary>The contact this archived one was merged into.</summary>
        public string? MergedToContactID { get; init; }

        public string? StatusAttributeString { get; init; }

        public IReadOnlyList<ValidationError>? ValidationErrors { get; init; }
    }

    internal sealed record Accounts
    {
        [JsonPropertyName("Accounts")]
        [JsonRequired]
        public IReadOnlyList<Account> Items { get; init; } = [];
    }

    internal sealed record Account
    {
        public string? AccountID { get; init; }

        public string? Code { get; init; }

        public string? Name { get; init; }

        public string? Type { get; init; }

        /// <summary>ASSET, EQUITY, EXPENSE, LIABILITY or REVENUE.</summary>
        public string? Class { get; init; }

        /// <summary>ACTIVE, ARCHIVED or DELETED.</summary>
        public string? Status { get; init; }

        /// <summary>BANK, CREDITCARD or PAYPAL, on accounts of type BANK.</summary>
        public string? BankAccountType { get; init; }

        public string? CurrencyCode { get; init; }
    }

    internal sealed record TaxRates
    {
        [JsonPropertyName("TaxRates")]
        [JsonRequired]
        public IReadOnlyList<TaxRate> Items { get; init; } = [];
    }

    internal sealed record TaxRate
    {
        public string? Name { get; init; }

        public string? TaxType { get; init; }

        /// <summary>In percent.</summary>
        public decimal? EffectiveRate { get; init; }

        /// <summary>ACTIVE, DELETED, ARCHIVED or PENDING.</summary>
        public string? Status { get; init; }
    }

    internal sealed record Organisations
    {
        [JsonPropertyName("Organisations")]
        [JsonRequired]
        public IReadOnlyList<Organisation> Items { get; init; } = [];
    }

    internal sealed record Organisation
    {
        public string? Name { get; init; }

        public string? BaseCurrency { get; init; }

        public string? CountryCode { get; init; }

        public string? PeriodLockDate { get; init; }

        public string? EndOfYearLockDate { get; init; }

        /// <summary>AU, NZ, UK, US, GLOBAL, ...</summary>
        public string? Version { get; init; }

        public string? ShortCode { get; init; }

        public bool? IsDemoCompany { get; init; }
    }

    internal sealed record Currencies
    {
        [JsonPropertyName("Currencies")]
        [JsonRequired]
        public IReadOnlyList<Currency> Items { get; init; } = [];
    }

    internal sealed record Currency
    {
        public string? Code { get; init; }
    }

    internal sealed record Attachments
    {
        [JsonPropertyName("Attachments")]
        [JsonRequired]
        public IReadOnlyList<Attachment> Items { get; init; } = [];
    }

    internal sealed record Attachment
    {
        public string? AttachmentID { get; init; }

        public string? FileName { get; init; }
    }

    /// <summary>The body of a 400.</summary>
    internal sealed record Error
    {
        public int? ErrorNumber { get; init; }

        public string? Type { get; init; }

        public string? Message { get; init; }

        /// <summary>The elements as they were sent, each with what is wrong with it.</summary>
        public IReadOnlyList<Element>? Elements { get; init; }
    }

    internal sealed record Element
    {
        public string? Reference { get; init; }

        public IReadOnlyList<ValidationError>? ValidationErrors { get; init; }
    }
}

/// <summary>What the identity service says (xero-identity.yaml, RFC 6749).</summary>
internal static class XeroIdentityWire
{
    internal sealed record TokenResponse
    {
        [JsonPropertyName("access_token")]
        public string? AccessToken { get; init; }

        [JsonPropertyName("refresh_token")]
        public string? RefreshToken { get; init; }

        /// <summary>Seconds.</summary>
        [JsonPropertyName("expires_in")]
        public int? ExpiresIn { get; init; }
    }

    internal sealed record TokenError
    {
        [JsonPropertyName("error")]
        public string? Error { get; init; }

        [JsonPropertyName("error_description")]
        public string? ErrorDescription { get; init; }
    }

    internal sealed record Connection
    {
        [JsonPropertyName("id")]
        public string? Id { get; init; }

        [JsonPropertyName("tenantId")]
        public string? TenantId { get; init; }

        [JsonPropertyName("tenantType")]
        public string? TenantType { get; init; }

        [JsonPropertyName("tenantName")]
        public string? TenantName { get; init; }
    }

    /// <summary>The one claim of the access token that is read. The token is not verified: it came straight from Xero over TLS.</summary>
    internal sealed record AccessTokenClaims
    {
        [JsonPropertyName("authentication_event_id")]
        public string? AuthenticationEventId { get; init; }
    }

    /// <summary>The body of a 401, 403 or 413.</summary>
    internal sealed record Problem
    {
        public string? Title { get; init; }

        public int? Status { get; init; }

        public string? Detail { get; init; }
    }
}

[JsonSourceGenerationOptions(
    Converters = [typeof(ListsWithoutNulls)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(XeroWire.BankTransactions))]
[JsonSerializable(typeof(XeroWire.Contacts))]
[JsonSerializable(typeof(XeroWire.Accounts))]
[JsonSerializable(typeof(XeroWire.TaxRates))]
[JsonSerializable(typeof(XeroWire.Organisations))]
[JsonSerializable(typeof(XeroWire.Currencies))]
[JsonSerializable(typeof(XeroWire.Attachments))]
[JsonSerializable(typeof(XeroWire.Error))]
[JsonSerializable(typeof(XeroIdentityWire.TokenResponse))]
[JsonSerializable(typeof(XeroIdentityWire.TokenError))]
[JsonSerializable(typeof(IReadOnlyList<XeroIdentityWire.Connection>))]
[JsonSerializable(typeof(XeroIdentityWire.AccessTokenClaims))]
[JsonSerializable(typeof(XeroIdentityWire.Problem))]
internal sealed partial class XeroJson : JsonSerializerContext
{
    /// <summary>Null where the bytes are not JSON of that shape.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json.StartsWith("\uFEFF"u8) ? json[3..] : json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
