using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>A company's books for the control API: settings, accounts, names and transactions with what is attached to them.</summary>
internal static class BooksReport
{
    public static JsonObject Of(QuickBooksCompany company) => new()
    {
        ["settings"] = new JsonObject
        {
            ["multiCurrency"] = company.IsMultiCurrency,
            ["usesTax"] = company.UsesTax,
            ["bookCloseDate"] = company.BooksClosedOn?.ToString("O"),
            ["subscribed"] = company.IsSubscribed,
            ["currencies"] = new JsonArray([.. company.All("CompanyCurrency").Values.Where(currency => currency.Flag("Active") == true).Select(currency => (JsonNode)currency.Text("Code")!)]),
        },
        ["accounts"] = Copies(company, EntityCatalog.Account),
        ["contacts"] = new JsonArray([.. Copies(company, EntityCatalog.Vendor).Concat(Copies(company, EntityCatalog.Customer)).Select(node => node!.DeepClone())]),
        ["items"] = Copies(company, EntityCatalog.Item),
        ["documents"] = new JsonArray([.. Documents(company)]),
        ["attachments"] = new JsonArray([.. company.All("Attachable").Values.Select(attachable => (JsonNode)Attachment(company, attachable))]),
    };

    private static IEnumerable<JsonNode> Documents(QuickBooksCompany company)
    {
        var attached = company.All("Attachable").Values
            .SelectMany(attachable => attachable.Parts("AttachableRef").Select(link => link.Part("EntityRef")).OfType<JsonObject>().Select(target => (Attachable: attachable, Target: target)))
            .ToLookup(pair => $"{pair.Target.Text("type")}/{pair.Target.Text("value")}", pair => pair.Attachable, StringComparer.Ordinal);
        foreach (var type in EntityCatalog.All.OfType<TransactionType>())
        {
            foreach (var (id, transaction) in company.All(type.Name))
            {
                yield return new JsonObject
                {
                    ["type"] = type.Name,
                    ["id"] = id,
                    ["entity"] = transaction.Clone(),
                    ["attachments"] = new JsonArray([.. attached[$"{type.Name}/{id}"].Select(attachable => (JsonNode)Attachment(company, attachable))]),
                };
            }
        }
    }

    private static JsonObject Attachment(QuickBooksCompany company, JsonObject attachable) => new()
    {
        ["id"] = attachable.Text("Id"), ["fileName"] = attachable.Text("FileName"), ["contentType"] = attachable.Text("ContentType"), ["size"] = attachable.Number("Size"), ["note"] = attachable.Text("Note"),
        ["sha256"] = company.Files.GetValueOrDefault(attachable.Text("Id")!),
    };

    private static JsonArray Copies(QuickBooksCompany company, EntityType type) => new([.. company.All(type.Name).Values.Select(entity => (JsonNode)entity.Clone())]);
}
