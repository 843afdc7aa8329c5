using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>The company's list of currencies; the home currency is not in it.</summary>
internal sealed class CompanyCurrencyType() : EntityType(
    "CompanyCurrency",
    EntityOperations.All & ~EntityOperations.Delete,
    new Shape("CompanyCurrency", [.. Entity, Text("Code"), Text("Name"), Flag("Active"), .. Others("CompanyCurrencyEx")]))
{
    public override IReadOnlyList<string> Queryable { get; } = ["Code", "Name", "Active"];

    public override bool HasActive => true;

    /// <summary>What naming a new currency on a customer does.</summary>
    public static void Add(QuickBooksCompany company, string code, DateTimeOffset now)
    {
        if (Currencies.Find(company, code) is { } known)
        {
            known["Active"] = true;
            return;
        }

        var time = Timestamps.Seconds(now, company.UtcOffset);
        var id = company.NextId("CompanyCurrency");
        company.All("CompanyCurrency")[id] = new JsonObject
        {
            ["Id"] = id, ["SyncToken"] = "0", ["Code"] = code, ["Name"] = Currencies.NameOf(code), ["Active"] = true, ["domain"] = "QBO", ["sparse"] = false,
            ["MetaData"] = new JsonObject { ["CreateTime"] = time, ["LastUpdatedTime"] = time },
        };
    }

    public override void Complete(Draft draft)
    {
        if (!draft.Company.IsMultiCurrency)
        {
            draft.Refuse(Refusals.SingleCurrency);
            return;
        }

        draft.Require("Code");
        if (draft.IsRefused) return;
        var code = draft.Entity.Text("Code")!;
        if (!Currencies.IsKnown(code)) draft.Refuse(Refusals.InvalidChoice("Code", code));
        else if (code == draft.Company.BaseCurrency || (Currencies.Find(draft.Company, code) is { } other && !ReferenceEquals(other, draft.Previous)))
            draft.Refuse(Refusals.DuplicateName("The company has this currency already."));
        draft.Entity["Name"] = Currencies.NameOf(code);
        draft.Entity["Active"] ??= true;
    }
}

/// <summary>Rates by currency and day. Has no id in its body: <c>SourceCurrencyCode</c> and <c>AsOfDate</c> identify it, and writing is always an update.</summary>
internal sealed class ExchangeRateType() : EntityType(
    "ExchangeRate",
    EntityOperations.Read | EntityOperations.Query | EntityOperations.Create | EntityOperations.Update,
    new Shape("ExchangeRate", [.. Entity, Text("SourceCurrencyCode"), Text("TargetCurrencyCode"), Number("Rate"), Day("AsOfDate"), .. Others("ExchangeRateEx")]))
{
    public override IReadOnlyList<string> Queryable { get; } = ["SourceCurrencyCode", "AsOfDate"];

    public override string? KeyOf(JsonObject entity) => $"{entity.Text("SourceCurrencyCode")}@{entity.Text("AsOfDate")}";

    public override void Present(JsonObject copy) => copy.Remove("Id");

    /// <summary>Makes of a body what an update of the rate on file for that day needs; there being none, it creates one.</summary>
    public void Address(JsonObject body, QuickBooksCompany company, DateTimeOffset now)
    {
        body["AsOfDate"] ??= Timestamps.Day(now, company.UtcOffset);
        body.Remove("Id");
        if (company.Find(Name, KeyOf(body)) is not { } onFile) return;
        body["Id"] = onFile.Text("Id");
        body["SyncToken"] = onFile.Text("SyncToken");
        body["sparse"] = true;
    }

    public override void Complete(Draft draft)
    {
        var rate = draft.Entity;
        if (!draft.Company.IsMultiCurrency)
        {
            draft.Refuse(Refusals.SingleCurrency);
            return;
        }

        draft.Require("SourceCurrencyCode");
        draft.Require("Rate");
        if (draft.IsRefused) return;
        var source = rate.Text("SourceCurrencyCode")!;
        rate["TargetCurrencyCode"] ??= draft.Company.BaseCurrency;
        rate["AsOfDate"] ??= Timestamps.Day(draft.Now, draft.Company.UtcOffset);
        if (!Currencies.IsActive(draft.Company, source) || source == draft.Company.BaseCurrency) draft.Refuse(Refusals.UnknownReference("Currency", source));
        else if (rate.Text("TargetCurrencyCode") != draft.Company.BaseCurrency) draft.Refuse(Refusals.Business("The target of an exchange rate is the home currency."));
        else if (rate.Number("Rate") is <= 0) draft.Refuse(Refusals.InvalidNumber("Rate", rate.Text("Rate")!));
    }
}
