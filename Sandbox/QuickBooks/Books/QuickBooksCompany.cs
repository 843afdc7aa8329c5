using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>A realm: a company file with all its entities in the provider's own JSON. Public properties are what is saved.</summary>
internal sealed class QuickBooksCompany : SimulatedCompany
{
    /// <summary>Entities by type name, then id, oldest first.</summary>
    public Dictionary<string, OrderedDictionary<string, JsonObject>> Entities { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Last id given out, by family.</summary>
    public Dictionary<string, long> LastIds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was deleted, oldest first, for change data capture.</summary>
    public List<DeletedEntity> Deleted { get; init; } = [];

    /// <summary>Answers to writes that carried a request id.</summary>
    public Dictionary<string, RecordedAnswer> Answers { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Contents of attachments: attachable id to blob id.</summary>
    public Dictionary<string, string> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The company's time zone, without summer time.</summary>
    public TimeSpan UtcOffset { get; init; }

    /// <summary>False: the subscription has ended and nothing may be written (6190).</summary>
    public bool IsSubscribed { get; set; } = true;

    /// <summary>A second refresh with the same token while the first is under way ends the grant, not only that call.</summary>
    public bool ConcurrentRefreshEndsGrant { get; set; }

    /// <summary>Queries answer with the version before the last one for this long after a write; reading by id never does.</summary>
    public TimeSpan StaleQueriesFor { get; set; }

    [JsonIgnore]
    public bool IsUs => string.Equals(Country, "US", StringComparison.OrdinalIgnoreCase);

    [JsonIgnore]
    public JsonObject Preferences => Entities["Preferences"]["1"];

    [JsonIgnore]
    public JsonObject Info => Entities["CompanyInfo"]["1"];

    [JsonIgnore]
    public bool IsMultiCurrency => Preferences.Part("CurrencyPrefs")?.Flag("MultiCurrencyEnabled") == true;

    /// <summary>Whether sales tax is switched on; otherwise tax details are dropped without a word.</summary>
    [JsonIgnore]
    public bool UsesTax => Preferences.Part("TaxPrefs")?.Flag("UsingSalesTax") == true;

    [JsonIgnore]
    public DateOnly? BooksClosedOn => Preferences.Part("AccountingInfoPrefs")?.Day("BookCloseDate");

    /// <summary>One of <c>OtherPrefs.NameValue</c>, such as <c>VendorAndPurchasesPrefs.UseCustomTxnNumbers</c>.</summary>
    public bool OtherPreference(string name) =>
        Preferences.Part("OtherPrefs")?.Parts("NameValue").FirstOrDefault(pair => string.Equals(pair.Text("Name"), name, StringComparison.Ordinal))?.Flag("Value") == true;

    public OrderedDictionary<string, JsonObject> All(string type)
    {
        if (!Entities.TryGetValue(type, out var all)) Entities[type] = all = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        return all;
    }

    public JsonObject? Find(string type, string? id) => id is not null && All(type).TryGetValue(id, out var entity) ? entity : null;

    public string NextId(string family)
    {
        var next = LastIds.GetValueOrDefault(family) + 1;
        LastIds[family] = next;
        return next.ToString(CultureInfo.InvariantCulture);
    }
}

internal sealed record DeletedEntity(string Type, string Id, DateTimeOffset At);

/// <param name="Fingerprint">SHA-256 of what was asked, to tell a repeat from another request under the same id.</param>
/// <param name="Body">The answer's members, without the envelope's <c>time</c>.</param>
internal sealed record RecordedAnswer(string Fingerprint, JsonObject Body, DateTimeOffset At);
