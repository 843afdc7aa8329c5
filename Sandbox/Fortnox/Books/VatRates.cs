using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Swedish VAT: the active rates, in percent, with the accounts that sales and tax of each go to. There is no resource for them.</summary>
internal static class VatRates
{
    private static readonly Dictionary<int, (int Sales, int Tax)> Accounts = new() { [25] = (3001, 2611), [12] = (3002, 2621), [6] = (3003, 2631), [0] = (3004, 0) };

    public static bool IsActive(int percent) => Accounts.ContainsKey(percent);

    public static FortnoxError NotActive(int percent) => FortnoxError.Rule($"Momssatsen {percent} % är inte aktiv.");

    /// <summary>Account of the tax; only for rates above zero.</summary>
    public static int TaxAccount(int percent) => Accounts[percent].Tax;

    /// <summary>Account for sales that name none, by the customer's VAT type.</summary>
    public static int SalesAccount(string vatType, int percent) => vatType switch
    {
        "EUREVERSEDVAT" => 3308,
        "EUVAT" => 3106,
        "EXPORT" => 3105,
        "SEREVERSEDVAT" => 3004,
        _ => Accounts[percent].Sales,
    };

    /// <summary>Whether an invoice to such a customer carries Swedish VAT at all.</summary>
    public static bool IsCharged(string vatType) => vatType is "SEVAT" or "EUVAT";
}
