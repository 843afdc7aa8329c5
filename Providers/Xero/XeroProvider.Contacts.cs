using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Text;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

public sealed partial class XeroProvider
{
    public int ContactBatchSize => 50;

    public string? ContactName(string counterparty) => XeroText.ContactName(counterparty);

    /// <summary>Looks the names up, follows merges, creates those that are missing, and looks again for those created meanwhile. Changes no contact that exists.</summary>
    public async Task<IReadOnlyDictionary<string, Answer<string>>> EnsureContactsAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, Answer<string>>(StringComparer.Ordinal);
        foreach (var lookup in Lookups(names.Distinct(StringComparer.Ordinal)))
        {
            await SettleAsync(calls, company, ids, lookup.Names, await LookUpAsync(calls, company, lookup, cancellationToken), cancellationToken);
        }

        // Names that differ in case alone are one contact at Xero: the first creates it.
        var missing = names.Where(name => !ids.ContainsKey(name)).DistinctBy(CanonicalText.Key, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(calls, company, missing, ids, cancellationToken);
        }

        var byKey = ids.GroupBy(pair => CanonicalText.Key(pair.Key), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
        foreach (var name in names)
        {
            ids.TryAdd(name, byKey[CanonicalText.Key(name)]);
        }

        return ids;
    }

    /// <summary>A quotation mark cannot be escaped in a filter (XeroAPI/Xero-Java#347), so such names are searched for one by one.</summary>
    private static IEnumerable<(string? Where, IReadOnlyList<string> Names)> Lookups(IEnumerable<string> names)
    {
        var where = "";
        var together = new List<string>();
        foreach (var name in names)
        {
            if (name.AsSpan().ContainsAny('"', '\\'))
            {
                yield return (null, [name]);
                continue;
            }

            var clause = $"Name==\"{name}\"";
            if (together.Count > 0 && Uri.EscapeDataString($"{where} OR {clause}").Length > XeroApi.LongestQuery)
            {
                yield return (where, together);
                (where, together) = ("", []);
            }

            where = together.Count == 0 ? clause : $"{where} OR {clause}";
            together.Add(name);
        }

        if (together.Count > 0)
        {
            yield return (where, together);
        }
    }

    private Task<Answer<XeroWire.Contacts>> LookUpAsync(IProviderCalls calls, Company company, (string? Where, IReadOnlyList<string> Names) lookup, CancellationToken cancellationToken) =>
        lookup.Where is { } where
            ? _api.ContactsByFilterAsync(calls, company.RemoteId, where, cancellationToken)
            : _api.ContactsByTermAsync(calls, company.RemoteId, lookup.Names[0], cancellationToken);

    private async Task CreateAsync(IProviderCalls calls, Company company, List<string> names, Dictionary<string, Answer<string>> ids, CancellationToken cancellationToken)
    {
        var contacts = new XeroWire.Contacts { Items = [.. names.Select(name => new XeroWire.Contact { Name = name })] };
        var created = await _api.CreateContactsAsync(calls, company.RemoteId, contacts, cancellationToken);
        if (!created.Succeeded)
        {
            foreach (var name in names)
            {
                ids[name] = created.Failure!;
            }

            return;
        }

        for (var i = 0; i < names.Count; i++)
        {
            var echo = created.Value.Items.Count == names.Count ? created.Value.Items[i] : null;
            if (echo is { ValidationErrors: null or { Count: 0 }, StatusAttributeString: not "ERROR" } && Guid.TryParse(echo.ContactID, out var id) && id != Guid.Empty)
            {
                ids[names[i]] = echo.ContactID!;
                continue;
            }

            // Taken: since the look-up, or by a contact whose name differs in case, spacing or composition.
            await SettleAsync(calls, company, ids, [names[i]], await _api.ContactsByTermAsync(calls, company.RemoteId, names[i], cancellationToken), cancellationToken);
            ids.TryAdd(names[i], echo is null ? XeroFailures.Unreadable(writes: true) : XeroFailures.Validation(echo.ValidationErrors ?? []));
        }
    }

    /// <summary>Notes the contacts found for the names; a failed look-up settles all of them, a name not found stays open.</summary>
    private async Task SettleAsync(
        IProviderCalls calls, Company company, Dictionary<string, Answer<string>> ids, IReadOnlyList<string> names, Answer<XeroWire.Contacts> looked, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            if (!looked.Succeeded)
            {
                ids[name] = looked.Failure!;
                continue;
            }

            var namesakes = looked.Value.Items
                .Where(contact => contact.ContactID is not null && CanonicalText.Same(contact.Name, name))
                .OrderBy(contact => contact.Name == name ? 0 : 1)
                .ToList();
            if (namesakes.FirstOrDefault(IsActive) is { } active)
            {
                ids[name] = active.ContactID!;
            }
            else if (namesakes.FirstOrDefault(contact => contact.MergedToContactID is not null) is { } merged)
            {
                ids[name] = await FollowMergeAsync(calls, company, name, merged, cancellationToken);
            }
            else if (namesakes.Count > 0)
            {
                ids[name] = Archived(name);
            }
        }
    }

    /// <summary>The active contact that an archived one was merged into, over as many merges as there were.</summary>
    private async Task<Answer<string>> FollowMergeAsync(IProviderCalls calls, Company company, string name, XeroWire.Contact merged, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = merged;
        while (Guid.TryParse(at.MergedToContactID, out var into) && seen.Add(into.ToString()))
        {
            var read = await _api.ContactAsync(calls, company.RemoteId, into, cancellationToken);
            if (read.Failure is not (null or ProviderFailure.NotFound))
            {
                return read.Failure;
            }

            if (!read.Succeeded || read.Value.Items is not [{ ContactID: { } id } contact])
            {
                break;
            }

            if (IsActive(contact))
            {
                return id;
            }

            at = contact;
        }

        return Archived(name);
    }

    private static bool IsActive(XeroWire.Contact contact) => contact.ContactStatus is null or "ACTIVE";

    private static ProviderFailure.Rejected Archived(string name) => new(
        "contact_archived", $"The contact {name} is archived in Xero. Restore it there, or change the transaction's counterparty.", "Contact");
}
