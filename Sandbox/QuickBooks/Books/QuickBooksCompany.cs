using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>A realm: a company file with all its entities in the provider's own JSON. Public properties are what is saved.</summary>
internal sealed class QuickBooksCompany : SimulatedCompany
{
    private readonly Dictionary<(string Type, string Id), (JsonObject Previous, DateTimeOffset At)> _replaced = [];
    private Dictionary<(string Type, string Number), string>? _numbers;

    /// <summary>Entities by type name, then id, oldest first.</summary>
    public Dictionary<string, OrderedDictionary<string, JsonObject>> Entities { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Last id given out, by family.</summary>
    public Dictionary<string, long> LastIds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was deleted, oldest first, for change data capture.</summary>
    public List<DeletedEntity> Deleted { get; init; } = [];

    /// <summary>Answers to writes that carried a request id.</summary>
    public OrderedDictionary<string, RecordedAnswer> Answers { get; init; } = new(StringComparer.Ordinal);

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

    /// <summary>So many of the next batch items are refused as throttled, without effect, in an answer that is 200 as a whole.</summary>
    public int ThrottledBatchItems { get; set; }

    /// <summary>Closed books are refused with 6000 instead of 6210: both are seen.</summary>
    public bool ClosedBooksAreBusinessRule { get; set; }

    /// <summary>Whether the app workspace's monthly allowance of reads is counted and enforced.</summary>
    public bool CountsCorePlus { get; set; }

    /// <summary>Every webhook event is delivered twice, under the same id.</summary>
    public bool RepeatsWebhooks { get; set; }

    /// <summary>Which of the two formats webhooks about this company have.</summary>
    public bool SendsCloudEvents { get; set; } = true;

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

    [JsonIgnore]
    public Plan Plan => Plans.Read(Info.Parts("NameValue").FirstOrDefault(pair => pair.Text("Name") == "OfferingSku")?.Text("Value"));

    /// <summary>A setting such as <c>SalesFormsPrefs.CustomTxnNumbers</c>.</summary>
    public bool Preference(string group, string member) => Preferences.Part(group)?.Flag(member) == true;

    /// <summary>One of <c>OtherPrefs.NameValue</c>, such as <c>VendorAndPurchasesPrefs.UseCustomTxnNumbers</c>.</summary>
    public bool OtherPreference(string name) =>
        Preferences.Part("OtherPrefs")?.Parts("NameValue").FirstOrDefault(pair => string.Equals(pair.Text("Name"), name, StringComparison.Ordinal))?.Flag("Value") == true;

    public OrderedDictionary<string, JsonObject> All(string type)
    {
        if (!Entities.TryGetValue(type, out var all)) Entities[type] = all = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        return all;
    }

    /// <summary>Keeps the entity under its id, in place of an earlier version.</summary>
    public void Put(string type, JsonObject entity, JsonObject? previous)
    {
        if (previous is not null && previous.Text("DocNumber") != entity.Text("DocNumber")) ForgetNumber(type, previous);
        if (entity.Text("DocNumber") is { } number) _numbers?.TryAdd(NumberKey(type, number), entity.Text("Id")!);
        All(type)[entity.Text("Id")!] = entity;
    }

    public void Remove(string type, JsonObject entity)
    {
        ForgetNumber(type, entity);
        All(type).Remove(entity.Text("Id")!);
    }

    /// <summary>The oldest transaction of the type with that number, whatever the case of its letters.</summary>
    public JsonObject? FindByNumber(string type, string number)
    {
        if (_numbers is null)
        {
            _numbers = [];
            foreach (var (name, all) in Entities)
                foreach (var (id, entity) in all)
                    if (entity.Text("DocNumber") is { } taken) _numbers.TryAdd(NumberKey(name, taken), id);
        }

        return Find(type, _numbers.GetValueOrDefault(NumberKey(type, number)));
    }

    public JsonObject? Find(string type, string? id) => id is not null && All(type).TryGetValue(id, out var entity) ? entity : null;

    /// <summary>Remembers the version that a query may still show for a while.</summary>
    public void Replaced(string type, string id, JsonObject previous, DateTimeOffset at)
    {
        if (StaleQueriesFor > TimeSpan.Zero) _replaced[(type, id)] = (previous, at);
    }

    /// <summary>What a query sees of an entity.</summary>
    public JsonObject AsQueried(string type, string id, JsonObject current, DateTimeOffset now) =>
        _replaced.TryGetValue((type, id), out var replaced) && now - replaced.At < StaleQueriesFor ? replaced.Previous : current;

    public string NextId(string family)
    {
        var next = LastIds.GetValueOrDefault(family) + 1;
        LastIds[family] = next;
        return next.ToString(CultureInfo.InvariantCulture);
    }

    private static (string Type, string Number) NumberKey(string type, string number) => (type, number.ToUpperInvariant());

    /// <summary>Where duplicates were allowed, another bearer of the number may be left: the index is built anew when next needed.</summary>
    private void ForgetNumber(string type, JsonObject entity)
    {
        if (entity.Text("DocNumber") is { } number && _numbers?.GetValueOrDefault(NumberKey(type, number)) == entity.Text("Id")) _numbers = null;
    }
}

internal sealed record DeletedEntity(string Type, string Id, DateTimeOffset At);

/// <param name="Fingerprint">SHA-256 of what was asked, to tell a repeat from another request under the same id.</param>
/// <param name="Body">The answer's members, without the envelope's <c>time</c>.</param>
internal sealed record RecordedAnswer(string Fingerprint, JsonObject Body, DateTimeOffset At);
