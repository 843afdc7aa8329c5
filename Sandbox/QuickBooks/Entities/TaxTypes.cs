using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Lists that are read only through their own endpoints and absent from change data capture.</summary>
internal abstract class TaxList(string name, IReadOnlyList<string> queryable, params IReadOnlyList<Field> fields)
    : EntityType(name, EntityOperations.Read | EntityOperations.Query, new Shape(name, [.. Entity, .. fields]))
{
    public override IReadOnlyList<string> Queryable => queryable;

    public override bool HasActive => Shape.Find("Active") is not null;

    /// <summary>Only seeding writes here.</summary>
    public override void Complete(Draft draft) => draft.Refuse(Wire.Refusals.Unsupported($"update of {Name}"));
}

/// <summary>What a line names. In the United States <c>TAX</c> and <c>NON</c> stand for taxable or not; elsewhere a code carries rates.</summary>
internal sealed class TaxCodeType() : TaxList(
    "TaxCode",
    ["Name", "Description", "Active", "Taxable", "TaxGroup"],
    [
        Text("Name", 100), Text("Description"), Flag("Active"), Flag("Hidden"), Flag("Taxable"), Flag("TaxGroup"), Part("SalesTaxRateList", RateList), Part("PurchaseTaxRateList", RateList),
        .. Others("AdjustmentTaxRateList", "TaxCodeEx", "TaxCodeConfigType"),
    ])
{
    private static Shape RateList { get; } = new("TaxRateList", Parts("TaxRateDetail", new Shape("TaxRateDetail", Reference("TaxRateRef"), Text("TaxTypeApplicable"), Number("TaxOrder"), Number("TaxOnTaxOrder"))));
}

internal sealed class TaxRateType() : TaxList(
    "TaxRate",
    ["Name", "Active", "RateValue"],
    [
        Text("Name"), Text("Description"), Flag("Active"), Number("RateValue"), Reference("AgencyRef"), Reference("TaxReturnLineRef"), Text("SpecialTaxType"), Text("DisplayType"),
        .. Others("EffectiveTaxRate", "TaxRateEx", "OriginalTaxRate"),
    ]);

internal sealed class TaxAgencyType() : TaxList(
    "TaxAgency",
    ["DisplayName"],
    Text("DisplayName"), Text("TaxRegistrationNumber"), Flag("TaxTrackedOnPurchases"), Flag("TaxTrackedOnSales"), Text("LastFileDate"), Text("TaxAgencyConfig"));
