using System.Globalization;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>
/// Numbers of sales forms. With <c>CustomTxnNumbers</c> the caller's is used and none stays none, unless the service is asked for one; without it the service counts
/// up, and a number sent nevertheless is taken without a look at duplicates.
/// </summary>
internal static class SalesNumbers
{
    private const string Automatic = "AUTO_GENERATE";

    /// <summary>The number before the first.</summary>
    private const long Base = 1000;

    public static bool AreChosen(QuickBooksCompany company) => company.Preference("SalesFormsPrefs", "CustomTxnNumbers");

    public static void Settle(Draft draft)
    {
        var form = draft.Entity;
        var isAutomatic = form.Text("DocNumber") == Automatic || (form.Text("DocNumber") is null && (form.Flag("AutoDocNumber") == true || !AreChosen(draft.Company)));
        form.Remove("AutoDocNumber");
        if (isAutomatic) form["DocNumber"] = draft.Previous?.Text("DocNumber") ?? Next(draft);
    }

    /// <summary>Where the callers choose, theirs are passed over.</summary>
    private static string Next(Draft draft)
    {
        while (true)
        {
            var number = (Base + long.Parse(draft.Company.NextId("SalesNumber"), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
            if (!AreChosen(draft.Company) || draft.Company.FindByNumber(draft.Type.Name, number) is null) return number;
        }
    }
}
