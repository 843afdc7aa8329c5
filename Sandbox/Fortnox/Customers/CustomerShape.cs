using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Customers;

/// <summary>How a customer is written: shortly in lists, fully alone.</summary>
internal static class CustomerShape
{
    public static JsonObject Brief(FortnoxCall call, Customer customer)
    {
        string Text(string name) => customer.Texts.GetValueOrDefault(name) ?? "";
        return new JsonObject
        {
            ["@url"] = call.Url($"customers/{customer.Number}"),
            ["Address1"] = Text("Address1"),
            ["Address2"] = Text("Address2"),
            ["City"] = Text("City"),
            ["CustomerNumber"] = customer.Number,
            ["Email"] = Text("Email"),
            ["ExternalReference"] = Text("ExternalReference"),
            ["Name"] = customer.Name,
            ["OrganisationNumber"] = Text("OrganisationNumber"),
            ["Phone"] = Text("Phone1"),
            ["ZipCode"] = Text("ZipCode"),
        };
    }

    public static JsonObject Full(FortnoxCall call, Customer customer)
    {
        var shape = new JsonObject
        {
            ["@url"] = call.Url($"customers/{customer.Number}"),
            ["Active"] = customer.IsActive,
            ["Country"] = Countries.NameOf(customer.CountryCode),
            ["CountryCode"] = customer.CountryCode,
            ["Currency"] = customer.Currency,
            ["CustomerNumber"] = customer.Number,
            ["InvoiceDiscount"] = customer.InvoiceDiscount is { } discount ? FortnoxValue.Amount(discount) : null,
            ["Name"] = customer.Name,
            ["SalesAccount"] = customer.SalesAccount?.ToString(CultureInfo.InvariantCulture),
            ["ShowPriceVATIncluded"] = customer.ShowPriceVatIncluded,
            ["TermsOfPayment"] = customer.TermsOfPayment,
            ["Type"] = customer.Type,
            ["VATType"] = customer.VatType,
        };
        Customer.Fields.Write(shape, customer.Texts);
        return shape;
    }
}
