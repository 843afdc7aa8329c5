using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

public sealed partial class XeroProvider
{
    public int ContactBatchSize => 50;

    public string? ContactName(string counterparty) => XeroText.ContactName(counterparty);

    /// <summary>Looks the names up, creates those that are missing, and looks again for those somebody else created meanwhile. Changes no contact that exists.</summary>
    public async Task<IReadOnlyDictionary<string, Answer<string>>> EnsureContactsAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, Answer<string>>(StringComparer.Ordinal);
        foreach (var lookup in Lookups(names.Distinct(StringComparer.Ordinal)))
        {
            Settle(ids, lookup.Names, await LookUpAsync(calls, company, lookup, cancellationToken));
        }

        var missing = names.Where(name => !ids.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            await CreateAsync(calls, company, missing, ids, cancellationToken);
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
            Settle(ids, names, created.Failure!);
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

            // Taken: by somebody since the look-up, or by a contact whose name differs in case alone.
            Settle(ids, [names[i]], await _api.ContactsByTermAsync(calls, company.RemoteId, names[i], cancellationToken));
            ids.TryAdd(names[i], echo is null ? XeroFailures.Unreadable(writes: true) : XeroFailures.Validation(echo.ValidationErrors ?? []));
        }
    }

    /// <summary>Notes the contacts found for the names; a failed look-up settles all of them, a name not found stays open.</summary>
    private static void Settle(Dictionary<string, Answer<string>> ids, IEnumerable<string> names, Answer<XeroWire.Contacts> looked)
    {
        foreach (var name in names)
        {
            if (!looked.Succeeded)
            {
                ids[name] = looked.Failure!;
                continue;
            }

            var namesakes = looked.Value.Items
                .Where(contact => contact.ContactID is not null && string.Equals(contact.Name, name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(contact => contact.Name == name ? 0 : 1)
                .ToList();
            if (namesakes.FirstOrDefault(contact => contact.ContactStatus is null or "ACTIVE") is { } active)
            {
                ids[name] = active.ContactID!;
            }
            else if (namesakes.Count > 0)
            {
                ids[name] = new ProviderFailure.Rejected("contact_archived", $"The contact {name} is archived in Xero. Restore it there, or change the transaction's counterparty.", "Contact");
            }
        }
    }
}
