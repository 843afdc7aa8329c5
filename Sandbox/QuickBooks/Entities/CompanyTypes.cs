using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>The company itself; its path id is the realm id.</summary>
internal sealed class CompanyInfoType() : EntityType(
    "CompanyInfo",
    EntityOperations.Read | EntityOperations.Query | EntityOperations.Update,
    new Shape(
        "CompanyInfo",
        [
            .. Entity,
            Text("CompanyName", 1024), Text("LegalName", 1024), Address("CompanyAddr"), Address("CustomerCommunicationAddr"), Address("LegalAddr"), Email("CustomerCommunicationEmailAddr"), Phone("PrimaryPhone"),
            Computed(Text("CompanyStartDate")), Text("FiscalYearStartMonth"), Computed(Text("Country")), Email("Email"), Computed(Text("SupportedLanguages")), Computed(Text("DefaultTimeZone")),
            .. Others("NameValue", "WebAddr", "EmployerId", "CompanyEmailAddr", "CompanyURL", "OtherContactInfo", "Mobile", "Fax", "OtherAddr", "ShipAddr", "TaxYearStartMonth", "QBVersion", "CompanyInfoEx"),
        ]))
{
    public override IReadOnlyList<string> Queryable { get; } = [];

    public override void Complete(Draft draft)
    {
        draft.Require("CompanyName");
        if (draft.Previous is { } previous) draft.Entity["NameValue"] = previous["NameValue"]?.DeepClone();
    }
}

/// <summary>The company's settings. Most are switched in the product only; those an app may change are listed here.</summary>
internal sealed class PreferencesType() : EntityType(
    "Preferences",
    EntityOperations.Read | EntityOperations.Query | EntityOperations.Update,
    new Shape(
        "Preferences",
        [
            .. Entity,
            .. Others(
                "AccountingInfoPrefs", "AdvancedInventoryPrefs", "ProductAndServicesPrefs", "SalesFormsPrefs", "EmailMessagesPrefs", "PrintDocumentPrefs", "VendorAndPurchasesPrefs", "TimeTrackingPrefs", "TaxPrefs",
                "FinanceChargesPrefs", "CurrencyPrefs", "ReportPrefs", "OtherPrefs"),
        ]))
{
    private static readonly Dictionary<string, string[]> Writable = new(StringComparer.Ordinal)
    {
        ["AccountingInfoPrefs"] = ["TrackDepartments", "ClassTrackingPerTxn", "ClassTrackingPerTxnLine", "CustomerTerminology"],
        ["SalesFormsPrefs"] = ["CustomTxnNumbers", "AllowDeposit", "AllowDiscount", "AllowShipping", "AllowEstimates", "AllowServiceDate", "DefaultCustomerMessage", "ETransactionAttachPDF"],
        ["VendorAndPurchasesPrefs"] = ["BillableExpenseTracking", "TrackingByCustomer"],
        ["TimeTrackingPrefs"] = ["UseServices", "BillCustomers", "ShowBillRateToAll", "MarkTimeEntriesBillable"],
        ["ReportPrefs"] = ["ReportBasis"],
    };

    public override IReadOnlyList<string> Queryable { get; } = [];

    /// <summary>Members that cannot be changed by API keep their value without a word, as other read-only members do.</summary>
    public override void Complete(Draft draft)
    {
        foreach (var (group, value) in draft.Previous!.ToList())
        {
            if (value is not JsonObject before || group == "MetaData") continue;
            var kept = before.Clone();
            if (draft.Sent.Part(group) is { } sent && Writable.TryGetValue(group, out var writable))
                foreach (var member in writable.Where(sent.ContainsKey)) kept[member] = sent[member]?.DeepClone();
            draft.Entity[group] = kept;
        }
    }
}
