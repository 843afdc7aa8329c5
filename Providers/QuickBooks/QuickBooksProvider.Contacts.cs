using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Text;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>
/// Contacts are vendors by display name. A name belongs to one vendor, customer or employee of a company, so a name that is taken by
/// another kind is used as that kind: the contact's id says which.
/// </summary>
public sealed partial class QuickBooksProvider
{
    /// <summary>As many as a batch creates.</summary>
    public int ContactBatchSize => 10;

    /// <summary>Neither a Purchase nor a Deposit needs one.</summary>
    public bool ContactsAreRequired => false;

    public string? ContactName(string counterparty) => QuickBooksText.Name(counterparty);

    public async Task<IReadOnlyDictionary<string, Answer<string>>> EnsureContactsAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // By the name as this company stores it and by its key, since QuickBooks compares without regard to case: several of ours may be one of theirs.
        var stored = names.Distinct(StringComparer.Ordinal).ToDictionary(
            name => name, name => QuickBooksText.NameFor(name, QuickBooksTranslation.IsUs(company)), StringComparer.Ordinal);
        var contacts = new Dictionary<string, Answer<string>>(CanonicalComparer.Instance);

        await LookUpAsync(QuickBooksId.Vendor, activeOnly: true, Open(stored, contacts));
        if (Open(stored, contacts) is { Count: > 0 } unknown)
        {
            await CreateVendorsAsync(calls, company, unknown, contacts, cancellationToken);
        }

        // What is still open exists as something else, or as a vendor put out of use.
        foreach (var entity in (string[])[QuickBooksId.Customer, QuickBooksId.Vendor, QuickBooksId.Employee])
        {
            if (Open(stored, contacts) is { Count: > 0 } taken)
            {
                await LookUpAsync(entity, activeOnly: false, taken);
            }
        }

        return stored.ToDictionary(
            pair => pair.Key,
            pair => contacts.TryGetValue(pair.Value, out var contact) ? contact : NowhereToBeFound(pair.Value),
            StringComparer.Ordinal);

        async Task LookUpAsync(string entity, bool activeOnly, IReadOnlyList<string> wanted)
        {
            var where = $"DisplayName in {QuickBooksText.QuotedList(wanted)}{(activeOnly ? "" : " and Active in (true, false)")}";
            var read = await _api.QueryAsync<WireName>(calls, company.RemoteId, entity, where, "find contacts", cancellationToken);
            foreach (var name in read.Failure is null ? [] : wanted)
            {
                contacts[name] = read.Failure!;
            }

            foreach (var row in read.Failure is null ? read.Value : [])
            {
                if (row is { Id: { } id, DisplayName: { } name } && !contacts.ContainsKey(name))
                {
                    contacts[name] = row.Active == false
                        ? Inactive(entity, name)
                        : new QuickBooksId(entity, id, row.CurrencyRef?.Value).ToString();
                }
            }
        }
    }

    private async Task CreateVendorsAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> names, Dictionary<string, Answer<string>> contacts, CancellationToken cancellationToken)
    {
        var items = names.Select((name, i) => new WireBatchItem { BatchId = BatchId(i), Operation = "create", Vendor = new WireName(null, name) }).ToList();

        // Without a requestid: display names are unique, so that a second try cannot make a second vendor, and there is no key that would
        // still be right after somebody has renamed the first.
        var answers = await _api.BatchAsync(
            calls, company.RemoteId, QuickBooksOptions.Versioned(BatchPath), QuickBooksJson.Write(new WireBatchRequest(items)), "create contacts", cancellationToken);
        for (var i = 0; i < names.Count; i++)
        {
            if (answers.Failure is { } failure)
            {
                contacts[names[i]] = failure;
                continue;
            }

            switch (answers.Value.GetValueOrDefault(BatchId(i)))
            {
                case { Vendor: { Id: { } id } vendor }:
                    contacts[names[i]] = new QuickBooksId(QuickBooksId.Vendor, id, vendor.CurrencyRef?.Value).ToString();
                    break;
                case { Fault: { } fault } when _failures.OfItem(fault, writes: true) is { Code: not QuickBooksFailures.DuplicateName } refused:
                    contacts[names[i]] = refused;
                    break;
                case null:
                    contacts[names[i]] = QuickBooksFailures.Unreadable(writes: true);
                    break;
                default:
                    // Taken: left open for the look-up among the other kinds.
                    break;
            }
        }
    }

    private static List<string> Open(Dictionary<string, string> stored, Dictionary<string, Answer<string>> contacts) =>
        [.. stored.Values.Distinct(CanonicalComparer.Instance).Where(name => !contacts.ContainsKey(name))];

    private static Answer<string> Inactive(string entity, string name) => new ProviderFailure.Rejected(
        "contact_inactive", $"The {entity.ToLowerInvariant()} {name} is inactive in QuickBooks and keeps its name. Make it active again there, or rename it.", "Counterparty");

    private static Answer<string> NowhereToBeFound(string name) => new ProviderFailure.Rejected(
        QuickBooksFailures.DuplicateName, $"QuickBooks says that the name {name} is taken, but not by whom. Look for it there among the inactive names and rename it.", "Counterparty");
}
