using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books.Items;

/// <summary><c>/Items</c>: never paged; PUT creates, POST also updates what it finds by id or code.</summary>
internal static class XeroItems
{
    private const string Plural = "Items";
    private const string IdName = "ItemID";
    private const int MostPerCall = 500;

    public static XeroReply List(XeroCall call) => XeroJson.Envelope(call, Plural, Listing().Select(call, call.Company.Items.Values, isPaged: false).Records.Select(item => Wire(call, item)));

    public static XeroReply Get(XeroCall call) => Find(call) is { } item ? XeroJson.Envelope(call, Plural, [Wire(call, item)]) : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call) => call.Elements(Plural).Count > MostPerCall
        ? XeroErrors.PostData($"A call takes at most {MostPerCall} items.")
        : XeroElements.Process(call, Plural, IdName, element => Check(call, element));

    public static XeroReply Update(XeroCall call) => Find(call) is { } item
        ? XeroElements.ProcessOne(call, Plural, IdName, element => Check(call, element, item))
        : XeroErrors.NotFound();

    public static XeroReply Delete(XeroCall call)
    {
        if (Find(call) is not { } item) return XeroErrors.NotFound();
        call.Company.Items.Remove(item.ItemId);
        return new XeroReply(StatusCodes.Status204NoContent);
    }

    private static XeroItem? Find(XeroCall call) => Guid.TryParse(call.Route("id"), out var id) ? call.Company.Items.GetValueOrDefault(id) : call.Company.Item(call.Route("id"));

    private static XeroChange Check(XeroCall call, JsonElement element)
    {
        if (call.IsPut) return Check(call, element, existing: null);
        if (element.Id(IdName) is not { } id) return Check(call, element, call.Company.Item(element.Text("Code")));
        return call.Company.Items.TryGetValue(id, out var known) ? Check(call, element, known) : new XeroChange([$"The item with the ItemID {id} could not be found."], [], () => []);
    }

    private static XeroChange Check(XeroCall call, JsonElement element, XeroItem? existing)
    {
        List<string> errors = [];
        var code = element.Text("Code") is { Length: > 0 } sent ? sent : existing?.Code;
        if (code is null) errors.Add("Item Code is required.");
        if (code is { Length: > 30 }) errors.Add("Item Code exceeds the maximum length of 30 characters.");
        if (element.Text("Name") is { Length: > 50 }) errors.Add("Item Name exceeds the maximum length of 50 characters.");
        if (call.Company.Item(code) is { } holder && holder.ItemId != existing?.ItemId) errors.Add($"Price List Item with Code '{holder.Code}' already exists");
        var (isSold, isPurchased) = (element.Flag("IsSold") ?? existing?.IsSold ?? true, element.Flag("IsPurchased") ?? existing?.IsPurchased ?? true);
        var item = new XeroItem
        {
            ItemId = existing?.ItemId ?? Guid.CreateVersion7(),
            Code = code ?? "",
            Name = element.Text("Name") ?? existing?.Name,
            IsSold = isSold,
            IsPurchased = isPurchased,
            // Not for sale (or not bought) leaves nothing of that side.
            Description = isSold ? element.Text("Description") ?? existing?.Description : null,
            PurchaseDescription = isPurchased ? element.Text("PurchaseDescription") ?? existing?.PurchaseDescription : null,
            Sales = isSold ? Details(call, element, "SalesDetails", existing?.Sales, errors) : null,
            Purchase = isPurchased ? Details(call, element, "PurchaseDetails", existing?.Purchase, errors) : null,
            InventoryAssetAccountCode = element.Text("InventoryAssetAccountCode") ?? existing?.InventoryAssetAccountCode,
            UpdatedAt = call.Now,
        };
        if (item.InventoryAssetAccountCode is { } asset)
        {
            if (call.Company.Account(asset, null) is not { Type: "INVENTORY", Status: "ACTIVE" }) errors.Add($"Account code '{asset}' is not a valid inventory asset account.");
            if (!item.IsTracked) errors.Add("A tracked item needs a COGSAccountCode in its PurchaseDetails.");
        }

        return new XeroChange(errors, [], () =>
        {
            call.Company.Items[item.ItemId] = item;
            return Wire(call, item);
        });
    }

    private static XeroItemDetails? Details(XeroCall call, JsonElement element, string name, XeroItemDetails? existing, List<string> errors)
    {
        if (element.Member(name) is not { } sent) return existing;
        var details = new XeroItemDetails(
            sent.Amount("UnitPrice") is { } price ? XeroJson.Round(price, call.UnitDecimals) : existing?.UnitPrice,
            sent.Text("AccountCode") ?? existing?.AccountCode,
            sent.Text("TaxType") ?? existing?.TaxType,
            sent.Text("COGSAccountCode") ?? existing?.CostAccountCode);
        foreach (var code in new[] { details.AccountCode, details.CostAccountCode })
            if (!string.IsNullOrEmpty(code) && call.Company.Account(code, null) is not { Status: "ACTIVE", Type: not "BANK" }) errors.Add($"Account code '{code}' is not a valid code for this document.");
        if (!string.IsNullOrEmpty(details.TaxType)) XeroTax.Rate(call.Company, details.TaxType, call.Company.Account(details.AccountCode, null), errors);
        return details;
    }

    private static JsonObject Wire(XeroCall call, XeroItem item)
    {
        var json = new JsonObject
        {
            [IdName] = item.ItemId.ToString(),
            ["Code"] = item.Code,
            ["Name"] = item.Name,
            ["Description"] = item.Description,
            ["PurchaseDescription"] = item.PurchaseDescription,
            ["UpdatedDateUTC"] = XeroJson.Date(item.UpdatedAt),
            ["PurchaseDetails"] = Wire(call, item.Purchase),
            ["SalesDetails"] = Wire(call, item.Sales),
            ["IsTrackedAsInventory"] = item.IsTracked,
            ["InventoryAssetAccountCode"] = item.InventoryAssetAccountCode,
            ["IsSold"] = item.IsSold,
            ["IsPurchased"] = item.IsPurchased,
        };
        if (item.IsTracked)
        {
            // Read only at Xero too; this sandbox moves no stock.
            json["TotalCostPool"] = XeroJson.Money(0m);
            json["QuantityOnHand"] = XeroJson.Quantity(0m);
        }

        return json.WithoutNulls();
    }

    private static JsonObject Wire(XeroCall call, XeroItemDetails? details) => new JsonObject
    {
        ["UnitPrice"] = details?.UnitPrice is { } price ? XeroJson.UnitPrice(price, call.UnitDecimals) : null,
        ["AccountCode"] = details?.AccountCode,
        ["COGSAccountCode"] = details?.CostAccountCode,
        ["TaxType"] = details?.TaxType,
    }.WithoutNulls();

    private static XeroListing<XeroItem> Listing() =>
        new XeroListing<XeroItem>("Item", item => item.UpdatedAt, item => item.ItemId)
            .Key(IdName, item => item.ItemId)
            .Text("Code", item => item.Code)
            .Text("Name", item => item.Name)
            .Text("Description", item => item.Description)
            .Flag("IsSold", item => item.IsSold)
            .Flag("IsPurchased", item => item.IsPurchased)
            .Flag("IsTrackedAsInventory", item => item.IsTracked)
            .Date("UpdatedDateUTC", item => item.UpdatedAt);
}
