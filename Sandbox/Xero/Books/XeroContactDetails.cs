using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>
/// A contact's addresses, phones and persons. Addresses and phones are kept by type: one sent replaces the one of its type, and each type is answered, empty or not.
/// Persons sent replace all there were.
/// </summary>
internal sealed class XeroContactDetails
{
    private const int MostPersons = 5;
    private static readonly string[] AddressTypes = ["STREET", "POBOX"];
    private static readonly string[] AddressMembers = ["AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "City", "Region", "PostalCode", "Country", "AttentionTo"];
    private static readonly string[] PhoneTypes = ["DDI", "DEFAULT", "FAX", "MOBILE"];
    private static readonly string[] PhoneMembers = ["PhoneNumber", "PhoneAreaCode", "PhoneCountryCode"];
    private static readonly string[] PersonMembers = ["FirstName", "LastName", "EmailAddress"];

    public SortedDictionary<string, SortedDictionary<string, string>> Addresses { get; init; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, SortedDictionary<string, string>> Phones { get; init; } = new(StringComparer.Ordinal);
    public List<XeroContactPerson> Persons { get; init; } = [];

    public static IEnumerable<string> Problems(JsonElement contact)
    {
        if (Listed(contact, "ContactPersons") is { Count: > MostPersons }) yield return $"A contact can have a maximum of {MostPersons} contact persons.";
        foreach (var address in Listed(contact, "Addresses") ?? []) address.OneOf("AddressType", AddressTypes);
        foreach (var phone in Listed(contact, "Phones") ?? []) phone.OneOf("PhoneType", PhoneTypes);
    }

    /// <param name="dropsPersons">Inside a document any further member of the contact takes away the persons that are not listed with it.</param>
    public void Take(JsonElement contact, bool dropsPersons)
    {
        Take(contact, "Addresses", "AddressType", "POBOX", AddressMembers, Addresses);
        Take(contact, "Phones", "PhoneType", "DEFAULT", PhoneMembers, Phones);
        var persons = Listed(contact, "ContactPersons");
        if (persons is null && !dropsPersons) return;
        Persons.Clear();
        Persons.AddRange((persons ?? []).Select(person => new XeroContactPerson(Members(person, PersonMembers), person.Flag("IncludeInEmails") ?? false)));
    }

    public void Write(JsonObject json, bool withPersons)
    {
        json["Addresses"] = Typed(Addresses, "AddressType", AddressTypes, ["City", "Region", "PostalCode", "Country"]);
        json["Phones"] = Typed(Phones, "PhoneType", PhoneTypes, PhoneMembers);
        json["ContactPersons"] = new JsonArray([.. withPersons ? Persons.Select(Person) : []]);
    }

    private static void Take(JsonElement contact, string name, string typeName, string defaultType, string[] members, SortedDictionary<string, SortedDictionary<string, string>> kept)
    {
        foreach (var entry in Listed(contact, name) ?? []) kept[entry.Text(typeName) ?? defaultType] = Members(entry, members);
    }

    private static SortedDictionary<string, string> Members(JsonElement entry, string[] names) =>
        new(names.Where(name => entry.Text(name) is { Length: > 0 }).ToDictionary(name => name, name => entry.Text(name)!, StringComparer.Ordinal), StringComparer.Ordinal);

    private static List<JsonElement>? Listed(JsonElement contact, string name) => contact.Member(name) is { ValueKind: JsonValueKind.Array } listed ? [.. listed.EnumerateArray()] : null;

    private static JsonArray Typed(SortedDictionary<string, SortedDictionary<string, string>> kept, string typeName, string[] types, string[] always) => new([.. types.Select(type =>
    {
        var entry = new JsonObject { [typeName] = type };
        foreach (var name in always) entry[name] = "";
        foreach (var (name, value) in kept.GetValueOrDefault(type) ?? []) entry[name] = value;
        return entry;
    })]);

    private static JsonObject Person(XeroContactPerson person)
    {
        var json = new JsonObject();
        foreach (var (name, value) in person.Members) json[name] = value;
        json["IncludeInEmails"] = person.IncludeInEmails;
        return json;
    }
}

/// <param name="Members">FirstName, LastName and EmailAddress, as far as sent.</param>
internal sealed record XeroContactPerson(SortedDictionary<string, string> Members, bool IncludeInEmails);
