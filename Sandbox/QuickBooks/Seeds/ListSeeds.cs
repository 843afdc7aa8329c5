using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;

namespace OrleansLedger.Sandbox.QuickBooks.Seeds;

/// <summary>What every new company finds in its lists: two services, the usual terms and payment methods.</summary>
internal static class ListSeeds
{
    public static void Seed(Ledger ledger, QuickBooksCompany company)
    {
        foreach (var name in new[] { "Services", "Hours" })
        {
            ledger.Seed(company, EntityCatalog.Item, new JsonObject
            {
                ["Name"] = name, ["Active"] = true, ["FullyQualifiedName"] = name, ["SubItem"] = false, ["Taxable"] = false, ["UnitPrice"] = 0m, ["Type"] = "Service", ["PurchaseCost"] = 0m, ["TrackQtyOnHand"] = false,
                ["IncomeAccountRef"] = new JsonObject { ["value"] = "1", ["name"] = "Services" },
            });
        }

        foreach (var (name, days) in new[] { ("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60) })
            ledger.Seed(company, EntityCatalog.Term, new JsonObject { ["Name"] = name, ["Active"] = true, ["Type"] = "STANDARD", ["DueDays"] = days });
        foreach (var (name, isCard) in new[] { ("Cash", false), ("Check", false), ("Visa", true), ("MasterCard", true) })
            ledger.Seed(company, EntityCatalog.PaymentMethod, new JsonObject { ["Name"] = name, ["Active"] = true, ["Type"] = isCard ? "CREDIT_CARD" : "NON_CREDIT_CARD" });
    }
}
