namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>What attachments and notes can hang on: payments and items take notes only.</summary>
internal static class XeroParents
{
    /// <returns>The id in the path when that record exists and takes attachments.</returns>
    public static Guid? OfAttachments(XeroCall call) => Endpoint(call) is "PAYMENTS" or "ITEMS" ? null : OfNotes(call);

    /// <returns>The id in the path when that record exists.</returns>
    public static Guid? OfNotes(XeroCall call)
    {
        var (id, company) = (call.Id(), call.Company);
        var exists = Endpoint(call) switch
        {
            "BANKTRANSACTIONS" => company.BankTransactions.ContainsKey(id),
            "INVOICES" => company.Invoices.ContainsKey(id),
            "CREDITNOTES" => company.CreditNotes.ContainsKey(id),
            "MANUALJOURNALS" => company.ManualJournals.ContainsKey(id),
            "PAYMENTS" => company.Payments.ContainsKey(id),
            "ITEMS" => company.Items.ContainsKey(id),
            "CONTACTS" => company.Contacts.ContainsKey(id),
            "ACCOUNTS" => company.Accounts.ContainsKey(id),
            _ => false,
        };
        return exists ? id : null;
    }

    /// <summary>Sales invoices and sales credit notes show attachments to the customer.</summary>
    public static bool IsShownOnline(XeroCall call, Guid id) =>
        call.Company.Invoices.GetValueOrDefault(id) is { IsSale: true } || call.Company.CreditNotes.GetValueOrDefault(id) is { IsSale: true };

    private static string Endpoint(XeroCall call) => call.Route("endpoint").ToUpperInvariant();
}
