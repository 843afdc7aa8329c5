using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/Contacts</c>, and contacts named in other documents.</summary>
internal static class XeroContacts
{
    public const string NotIdentified = "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber";
    private const string Plural = "Contacts";
    private const string IdName = "ContactID";

    public static XeroReply List(XeroCall call)
    {
        IEnumerable<XeroContact> contacts = call.Company.Contacts.Values;
        if (!call.IsAsked("includeArchived")) contacts = contacts.Where(contact => contact.Status == "ACTIVE");
        if (call.Listed("IDs") is { } ids) contacts = call.Company.Contacts.Values.Where(contact => ids.Contains(contact.ContactId.ToString()));

        if (call.Query("searchTerm") is { Length: > 0 } term) contacts = contacts.Where(contact => Matches(contact, term));
        var page = Listing().Select(call, contacts);
        var isFull = page.IsFull && !call.IsAsked("summaryOnly");
        return XeroJson.Envelope(call, Plural, page.Records.Select(contact => isFull ? Full(call, contact) : Wire(contact)), page.Pagination);
    }

    /// <summary>By id or by ContactNumber.</summary>
    public static XeroReply Get(XeroCall call) => Find(call.Company, call.Route("id")) is { } contact ? XeroJson.Envelope(call, Plural, [Full(call, contact)]) : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call) => XeroElements.Process(call, Plural, IdName, element => Check(call, element, inPath: null));

    public static XeroReply Update(XeroCall call) => Find(call.Company, call.Route("id")) is { } contact
        ? XeroElements.ProcessOne(call, Plural, IdName, element => Check(call, element, contact))
        : XeroErrors.NotFound();

    /// <summary>
    /// The contact a document names: by ContactID, ContactNumber or Name. Further members update it, and an unknown name makes a new contact, as at Xero.
    /// </summary>
    /// <returns>What to do with the contact when the document is stored, giving its id; null when there is none to be had.</returns>
    public static Func<Guid>? Resolve(XeroCall call, JsonElement reference, List<string> errors)
    {
        var (id, number, name) = (reference.Id(IdName), reference.Text("ContactNumber"), reference.Text("Name"));
        if (id is null && string.IsNullOrEmpty(number) && string.IsNullOrWhiteSpace(name))
        {
            errors.Add(NotIdentified);
            return null;
        }

        var contact = Match(call.Company, id, number, name);
        if (contact is null && id is not null)
        {
            errors.Add($"The contact with the ContactID {id} could not be found.");
            return null;
        }

        if (contact is { Status: not "ACTIVE" })
        {
            errors.Add("The contact is archived and cannot be used.");
            return null;
        }

        var problems = Problems(call.Company, reference, contact);
        errors.AddRange(problems);
        return () => Apply(call, reference, contact, isInDocument: true).ContactId;
    }

    /// <summary>Merges contacts as a user does in Xero: the one named first is archived and names the one it was merged into.</summary>
    /// <param name="merges">ContactIDs by ContactIDs.</param>
    /// <exception cref="ControlRequestException">One of them is not a contact of the company.</exception>
    public static void Merge(XeroCompany company, JsonObject merges)
    {
        foreach (var (from, into) in merges)
        {
            if (Find(company, from) is not { } gone || Find(company, into!.GetValue<string>()) is not { } kept)
                throw new ControlRequestException($"mergedContacts: {from} and {into} are not both contacts of {company.Name}. Give ContactIDs.");
            gone.Status = "ARCHIVED";
            gone.MergedToContactId = kept.ContactId;
        }
    }

    /// <param name="withPersons">Lists without a page leave out the contact's persons.</param>
    public static JsonObject Wire(XeroContact contact, bool withDetails = true, bool withPersons = false)
    {
        var json = new JsonObject { [IdName] = contact.ContactId.ToString(), ["ContactStatus"] = contact.Status, ["Name"] = contact.Name };
        if (!withDetails) return json;
        json["ContactNumber"] = contact.ContactNumber;
        json["AccountNumber"] = contact.AccountNumber;
        json["FirstName"] = contact.FirstName ?? "";
        json["LastName"] = contact.LastName ?? "";
        json["EmailAddress"] = contact.EmailAddress ?? "";
        json["TaxNumber"] = contact.TaxNumber;
        json["BankAccountDetails"] = "";
        contact.Details.Write(json, withPersons);
        json["UpdatedDateUTC"] = XeroJson.Date(contact.UpdatedAt);
        json["ContactGroups"] = new JsonArray();
        json["IsSupplier"] = contact.IsSupplier;
        json["IsCustomer"] = contact.IsCustomer;
        json["DefaultCurrency"] = contact.DefaultCurrency;
        json["HasValidationErrors"] = false;
        return json.WithoutNulls();
    }

    private static JsonObject Full(XeroCall call, XeroContact contact)
    {
        var json = Wire(contact, withPersons: true);
        if (contact.MergedToContactId is { } into) json["MergedToContactID"] = into.ToString();
        if (XeroBalances.Of(call, contact.ContactId) is { } balances) json["Balances"] = balances;
        return json;
    }

    private static XeroChange Check(XeroCall call, JsonElement element, XeroContact? inPath)
    {
        var (id, number, name) = (element.Id(IdName), element.Text("ContactNumber"), element.Text("Name"));
        var match = inPath ?? Match(call.Company, id, number, name);
        List<string> errors = [];
        if (call.IsPut && match is not null)
            errors.Add($"The contact name {match.Name} is already assigned to another contact. The contact name must be unique across all active contacts.");
        else if (match is null && id is not null)
            errors.Add($"The contact with the ContactID {id} could not be found.");
        else if (match is null && string.IsNullOrWhiteSpace(name))
            errors.Add(NotIdentified);
        errors.AddRange(Problems(call.Company, element, match));
        element.OneOf("ContactStatus", "ACTIVE", "ARCHIVED", "GDPRREQUEST");
        return new XeroChange(errors, [], () => Full(call, Apply(call, element, match, isInDocument: false)));
    }

    private static IEnumerable<string> Problems(XeroCompany company, JsonElement element, XeroContact? contact)
    {
        if (element.Text("Name") is { } name)
        {
            if (name.Length > 255) yield return "Contact Name exceeds the maximum length of 255 characters.";
            if (name.IndexOfAny(['<', '>']) >= 0) yield return "Contact Name cannot contain the characters < or >.";
            if (name != name.Trim() || name.Contains("  ", StringComparison.Ordinal)) yield return "Contact Name cannot begin or end with a space or contain two in a row.";
            if (contact is not null && company.Contacts.Values.Any(other => other != contact && other.Status == "ACTIVE" && string.Equals(other.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)))
                yield return $"The contact name {name} is already assigned to another contact. The contact name must be unique across all active contacts.";
        }

        foreach (var member in new[] { "ContactNumber", "AccountNumber" })
            if (element.Text(member) is { Length: > 50 }) yield return $"{member} exceeds the maximum length of 50 characters.";
        if (element.Text("ContactNumber") is { Length: > 0 } number && company.Contacts.Values.Any(other => other != contact && string.Equals(other.ContactNumber, number, StringComparison.OrdinalIgnoreCase)))
            yield return "Another contact has this contact number. Please enter a different contact number.";
        foreach (var problem in XeroContactDetails.Problems(element)) yield return problem;
        if (element.Text("EmailAddress") is { Length: > 0 } mail && !(mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < mail.Length - 1)) yield return "Email address must be valid.";
        if (element.Text("DefaultCurrency") is { Length: > 0 } currency && !company.Currencies.Contains(currency, StringComparer.OrdinalIgnoreCase)) yield return $"Organisation is not subscribed to currency {currency}";
    }

    private static XeroContact Apply(XeroCall call, JsonElement element, XeroContact? match, bool isInDocument)
    {
        // Two elements of one batch may name the same new contact: the second finds what the first has made.
        match ??= Match(call.Company, element.Id(IdName), element.Text("ContactNumber"), element.Text("Name"));
        var isNew = match is null;
        var contact = match ?? new XeroContact { ContactId = Guid.CreateVersion7(), Name = element.Text("Name")!.Trim(), UpdatedAt = call.Now };
        var before = JsonSerializer.Serialize(contact);
        contact.Name = element.Text("Name")?.Trim() is { Length: > 0 } name ? name : contact.Name;
        contact.ContactNumber = element.Text("ContactNumber") ?? contact.ContactNumber;
        contact.AccountNumber = element.Text("AccountNumber") ?? contact.AccountNumber;
        contact.FirstName = element.Text("FirstName") ?? contact.FirstName;
        contact.LastName = element.Text("LastName") ?? contact.LastName;
        contact.EmailAddress = element.Text("EmailAddress") ?? contact.EmailAddress;
        contact.TaxNumber = element.Text("TaxNumber") ?? contact.TaxNumber;
        contact.DefaultCurrency = element.Text("DefaultCurrency") ?? contact.DefaultCurrency;
        contact.Status = element.Text("ContactStatus") ?? contact.Status;
        contact.Details.Take(element, dropsPersons: isInDocument && element.EnumerateObject().Any(member => member.Name is not (IdName or "ContactNumber" or "Name")));
        if (!isNew && JsonSerializer.Serialize(contact) == before) return contact;
        contact.UpdatedAt = call.Now;
        call.Company.Contacts[contact.ContactId] = contact;
        call.Happened(isNew ? "CREATE" : "UPDATE", "CONTACT", Plural, contact.ContactId);
        return contact;
    }

    private static XeroContact? Match(XeroCompany company, Guid? id, string? number, string? name)
    {
        if (id is { } known) return company.Contacts.GetValueOrDefault(known);
        if (!string.IsNullOrEmpty(number) && company.Contacts.Values.FirstOrDefault(contact => string.Equals(contact.ContactNumber, number, StringComparison.OrdinalIgnoreCase)) is { } numbered) return numbered;
        return string.IsNullOrWhiteSpace(name) ? null : company.Contacts.Values.FirstOrDefault(contact => contact.Status == "ACTIVE" && string.Equals(contact.Name, name.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    private static XeroContact? Find(XeroCompany company, string key) => Guid.TryParse(key, out var id)
        ? company.Contacts.GetValueOrDefault(id)
        : company.Contacts.Values.FirstOrDefault(contact => string.Equals(contact.ContactNumber, key, StringComparison.OrdinalIgnoreCase));

    private static bool Matches(XeroContact contact, string term) =>
        new[] { contact.Name, contact.FirstName, contact.LastName, contact.ContactNumber, contact.EmailAddress }.Any(text => text?.Contains(term, StringComparison.OrdinalIgnoreCase) == true);

    private static XeroListing<XeroContact> Listing() =>
        new XeroListing<XeroContact>("Contact", contact => contact.UpdatedAt, contact => contact.ContactId)
            .Key(IdName, contact => contact.ContactId)
            .Text("Name", contact => contact.Name)
            .Text("ContactNumber", contact => contact.ContactNumber)
            .Text("AccountNumber", contact => contact.AccountNumber)
            .Text("ContactStatus", contact => contact.Status)
            .Text("EmailAddress", contact => contact.EmailAddress)
            .Text("FirstName", contact => contact.FirstName)
            .Text("LastName", contact => contact.LastName)
            .Text("TaxNumber", contact => contact.TaxNumber)
            .Flag("IsSupplier", contact => contact.IsSupplier)
            .Flag("IsCustomer", contact => contact.IsCustomer)
            .Date("UpdatedDateUTC", contact => contact.UpdatedAt);
}
