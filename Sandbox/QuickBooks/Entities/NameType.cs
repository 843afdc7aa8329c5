using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Customers, vendors and employees: one list of names, in which a display name may occur once. Never deleted, only made inactive.</summary>
internal abstract class NameType(string name, IEnumerable<Field> ownFields) : EntityType(name, EntityOperations.All & ~EntityOperations.Delete, new Shape(
    name,
    [
        .. Entity,
        Text("Title", 16), Text("GivenName", 100), Text("MiddleName", 100), Text("FamilyName", 100), Text("Suffix", 16), Computed(Text("FullyQualifiedName")), Text("CompanyName", 100),
        Text("DisplayName", 500), Text("PrintOnCheckName", 110), Flag("Active"), Computed(Text("V4IDPseudonym")), Phone("PrimaryPhone"), Phone("AlternatePhone"), Phone("Mobile"), Phone("Fax"),
        Email("PrimaryEmailAddr"), Reference("DefaultTaxCodeRef"), Reference("CurrencyRef"), Computed(Number("Balance")), Text("AcctNum", 100), Text("Notes", 4000), Address("BillAddr"), Address("ShipAddr"),
        .. Others("IntuitId", "Organization", "UserId", "WebAddr", "OtherContactInfo", "ContactName", "AltContactName", "OtherAddr", "CreditLimit", "OpenBalanceDate", "BusinessNumber", "GSTIN", "GSTRegistrationType", "Source", "TDSEnabled"),
        .. ownFields,
    ]))
{
    private static readonly string[] Parts = ["Title", "GivenName", "MiddleName", "FamilyName", "Suffix"];

    public override IReadOnlyList<string> Queryable { get; } =
        ["DisplayName", "GivenName", "MiddleName", "FamilyName", "Suffix", "CompanyName", "FullyQualifiedName", "PrintOnCheckName", "PrimaryEmailAddr", "Active", "Balance"];

    public override string IdFamily => "Name";

    public override bool HasActive => true;

    public override void Complete(Draft draft)
    {
        var party = draft.Entity;
        var parts = Parts.Select(part => party.Text(part)).Where(part => !string.IsNullOrEmpty(part)).ToList();
        if (string.IsNullOrEmpty(party.Text("DisplayName"))) party["DisplayName"] = parts.Count > 0 ? string.Join(' ', parts) : draft.Previous?.Text("DisplayName");
        var display = party.Text("DisplayName");
        if (string.IsNullOrWhiteSpace(display))
        {
            draft.Refuse(Refusals.NoName);
            return;
        }

        if (display.AsSpan().ContainsAny(':', '\t', '\n')) draft.Refuse(Refusals.InvalidName("DisplayName"));
        if (party.Part("PrimaryEmailAddr")?.Text("Address") is { } address && !(address.Contains('@', StringComparison.Ordinal) && address.Contains('.', StringComparison.Ordinal)))
            draft.Refuse(Refusals.Business("Email Address does not conform to the syntax rules of RFC 822."));
        CheckUnique(draft, display);
        SetCurrency(draft);
        if (draft.IsRefused) return;

        party["DisplayName"] = display.Trim();
        party["FullyQualifiedName"] = party.Text("DisplayName");
        party["PrintOnCheckName"] ??= party.Text("CompanyName") ?? party.Text("DisplayName");
        party["Active"] ??= true;
        party["Balance"] = draft.Previous?.Number("Balance") ?? 0.00m;
        CompleteOwn(draft);
        var currency = party.Reference("CurrencyRef")!;
        if (!draft.IsRefused && !Currencies.IsActive(draft.Company, currency)) CompanyCurrencyType.Add(draft.Company, currency, draft.Now);
    }

    protected abstract void CompleteOwn(Draft draft);

    /// <summary>A transaction with a name is in the name's currency.</summary>
    public static void CheckCurrency(Draft draft, JsonObject party, string currency)
    {
        if ((party.Reference("CurrencyRef") ?? draft.Company.BaseCurrency) != currency) draft.Refuse(Refusals.WrongCurrency);
    }

    private static void CheckUnique(Draft draft, string display)
    {
        var isTaken = new[] { "Customer", "Vendor", "Employee" }
            .SelectMany(type => draft.Company.All(type).Values)
            .Any(other => !ReferenceEquals(other, draft.Previous) && string.Equals(other.Text("DisplayName"), display.Trim(), StringComparison.OrdinalIgnoreCase));
        if (isTaken) draft.Refuse(Refusals.DuplicateName("Another customer, vendor or employee is already using this name. Please use a different name."));
    }

    /// <summary>A currency the company does not have yet is added to its list; one that was set stays.</summary>
    private static void SetCurrency(Draft draft)
    {
        var company = draft.Company;
        var wanted = draft.Entity.Reference("CurrencyRef") ?? draft.Previous?.Reference("CurrencyRef") ?? company.BaseCurrency;
        if (wanted != company.BaseCurrency && !company.IsMultiCurrency) draft.Refuse(Refusals.SingleCurrency);
        else if (!Currencies.IsKnown(wanted)) draft.Refuse(Refusals.UnknownReference("Currency", wanted));
        else if (draft.Previous?.Reference("CurrencyRef") is { } before && before != wanted) draft.Refuse(Refusals.Business("The currency of a customer or vendor cannot be changed."));
        draft.Entity["CurrencyRef"] = Currencies.Reference(wanted);
    }
}

internal sealed class VendorType() : NameType("Vendor",
[
    Text("TaxIdentifier", 20), Reference("TermRef"), Flag("Vendor1099"), Reference("APAccountRef"),
    .. Others(
        "TaxCountry", "TaxIdEffectiveDate", "ParentRef", "VendorTypeRef", "PrefillAccountRef", "BillRate", "T4AEligible", "T5018Eligible", "TDSEntityTypeId", "TDSSectionTypeId", "TDSOverrideThreshold",
        "TaxReportingBasis", "VendorEx", "IsSubContractor", "SubcontractorType", "CISRate", "HasTPAR", "VendorPaymentBankDetail", "CostRate", "CompanyRegistrationNumber"),
])
{
    protected override void CompleteOwn(Draft draft) => draft.Entity["Vendor1099"] ??= false;
}

internal sealed class EmployeeType() : NameType("Employee",
[
    Address("PrimaryAddr"), Text("EmployeeNumber", 100), Text("EmployeeType"), Flag("BillableTime"), Number("BillRate"), Number("CostRate"), Day("HiredDate"), Day("ReleasedDate"), Day("BirthDate"), Text("Gender"),
    .. Others("SSN", "UseTimeEntry", "EmployeeEx"),
])
{
    /// <summary>People have a first or a last name, whatever is displayed.</summary>
    protected override void CompleteOwn(Draft draft)
    {
        if (draft.Entity.Text("GivenName") is null && draft.Entity.Text("FamilyName") is null) draft.Refuse(Refusals.Missing("GivenName or FamilyName"));
        draft.Entity["BillableTime"] ??= false;
    }
}

internal sealed class CustomerType() : NameType("Customer",
[
    Flag("Taxable"), Flag("Job"), Flag("BillWithParent"), Reference("ParentRef"), Computed(Number("Level")), Computed(Number("BalanceWithJobs")), Text("PreferredDeliveryMethod"),
    .. Others(
        "RootCustomerRef", "CustomerTypeRef", "SalesTermRef", "SalesRepRef", "TaxGroupCodeRef", "TaxRateRef", "PaymentMethodRef", "CCDetail", "PriceLevelRef", "OverDueBalance", "TotalRevenue", "TotalExpense", "ResaleNum",
        "JobInfo", "CustomerEx", "SecondaryTaxIdentifier", "ARAccountRef", "PrimaryTaxIdentifier", "TaxExemptionReasonId", "IsProject", "IsCISContractor", "ClientCompanyId", "ClientEntityId", "TaxRegime"),
])
{
    /// <summary>Levels below the top.</summary>
    private const int DeepestLevel = 4;

    protected override void CompleteOwn(Draft draft)
    {
        var customer = draft.Entity;
        customer["Taxable"] ??= draft.Company.IsUs;
        customer["PreferredDeliveryMethod"] ??= "None";
        customer["BalanceWithJobs"] = draft.Previous?.Number("BalanceWithJobs") ?? 0.00m;
        var parent = draft.Follow(customer, "ParentRef", "Names", Name);
        if (draft.IsRefused) return;
        customer["Job"] = parent is not null;
        customer["BillWithParent"] ??= parent is not null;
        if (parent is null)
        {
            customer.Remove("Level");
            return;
        }

        var level = (parent.Number("Level") ?? 0) + 1;
        if (level > DeepestLevel) draft.Refuse(Refusals.Business("Sub-customers can be at most four levels below the top."));
        customer["Level"] = level;
        customer["FullyQualifiedName"] = $"{parent.Text("FullyQualifiedName")}:{customer.Text("DisplayName")}";
    }
}
