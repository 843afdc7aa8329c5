using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>
/// Two customers or two vendors become one, as a user does in the product: the transactions of the one go over to the other, which is deleted. Only the name that
/// stays gets a new version.
/// </summary>
internal static class NameMerge
{
    private static readonly string[] Members = ["CustomerRef", "VendorRef", "EntityRef", "Entity", "ParentRef", "PrefVendorRef"];

    /// <param name="request"><c>{"type":"Customer","from":"59","into":"58"}</c></param>
    public static void Run(Ledger ledger, QuickBooksCompany company, JsonNode? request, DateTimeOffset now)
    {
        var type = (request as JsonObject)?.Text("type") switch { "Customer" => (EntityType)EntityCatalog.Customer, "Vendor" => EntityCatalog.Vendor, _ => throw Wrong("a type, Customer or Vendor") };
        var merge = (JsonObject)request!;
        var from = company.Find(type.Name, merge.Text("from")) ?? throw Wrong("the id of a name in 'from'");
        var into = company.Find(type.Name, merge.Text("into")) ?? throw Wrong("the id of a name in 'into'");
        if (ReferenceEquals(from, into)) throw Wrong("two different names");
        if (from.Reference("CurrencyRef") != into.Reference("CurrencyRef")) throw Wrong("two names of one currency");

        var (fromId, intoId) = (from.Text("Id")!, into.Text("Id")!);
        Ledger.Forget(company, type, from, now);
        foreach (var entities in company.Entities.Values)
            foreach (var entity in entities.Values) Redirect(entity, fromId, intoId, into.Text("DisplayName")!);
        var changed = into.Clone();
        foreach (var member in new[] { "Balance", "BalanceWithJobs" })
            if (changed[member] is not null) changed[member] = Money.Round((changed.Number(member) ?? 0) + (from.Number(member) ?? 0));
        ledger.Change(company, type, into, changed, "Merge", fromId);
    }

    private static void Redirect(JsonObject holder, string from, string into, string name)
    {
        foreach (var (member, value) in holder.ToList())
        {
            if (Members.Contains(member, StringComparer.Ordinal) && holder.Reference(member) == from && value is JsonObject reference) (reference["value"], reference["name"]) = (into, name);
            else if (value is JsonObject part) Redirect(part, from, into, name);
            else if (value is JsonArray parts)
                foreach (var element in parts.OfType<JsonObject>()) Redirect(element, from, into, name);
        }
    }

    private static ControlRequestException Wrong(string expected) => new($"'merge' must have {expected}, such as {{\"type\":\"Customer\",\"from\":\"59\",\"into\":\"58\"}}.");
}
