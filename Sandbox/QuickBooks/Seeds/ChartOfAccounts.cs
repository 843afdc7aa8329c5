namespace OrleansLedger.Sandbox.QuickBooks.Seeds;

/// <param name="Currency">Null: the home currency.</param>
/// <param name="Parent">The account it is a sub account of.</param>
internal sealed record SeedAccount(string Id, string Name, string Type, string SubType, decimal Balance = 0, string? Currency = null, SeedAccount? Parent = null)
{
    public string FullyQualifiedName => Parent is null ? Name : $"{Parent.FullyQualifiedName}:{Name}";
}

/// <summary>The charts new companies begin with: those of the provider's own samples in spirit, with the account ids its documentation uses for checking (35) and the card (42).</summary>
internal static class ChartOfAccounts
{
    private static readonly SeedAccount Vehicles = new("92", "Vehicle Expenses", "Expense", "Auto");

    private static readonly SeedAccount[] Shared =
    [
        new("1", "Services", "Income", "ServiceFeeIncome"),
        new("2", "Retained Earnings", "Equity", "RetainedEarnings"),
        new("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
        new("5", "Fees Billed", "Income", "ServiceFeeIncome"),
        new("7", "Advertising", "Expense", "AdvertisingPromotional"),
        new("8", "Bank Charges", "Expense", "BankCharges"),
        new("9", "Dues & Subscriptions", "Expense", "DuesSubscriptions"),
        new("11", "Insurance", "Expense", "Insurance"),
        new("13", "Meals and Entertainment", "Expense", "EntertainmentMeals"),
        new("14", "Miscellaneous", "Other Expense", "OtherMiscellaneousExpense"),
        new("15", "Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses"),
        new("17", "Rent or Lease", "Expense", "RentOrLeaseOfBuildings"),
        new("18", "Repair & Maintenance", "Expense", "RepairMaintenance"),
        new("19", "Shipping and Delivery", "Expense", "ShippingFreightDelivery"),
        new("20", "Supplies", "Expense", "SuppliesMaterials"),
        new("22", "Travel", "Expense", "Travel"),
        new("23", "Travel Meals", "Expense", "TravelMeals"),
        new("24", "Utilities", "Expense", "Utilities"),
        new("25", "Interest Earned", "Other Income", "InterestEarned"),
        new("26", "Other Income", "Other Income", "OtherMiscellaneousIncome"),
        new("27", "Software and Cloud Services", "Expense", "OfficeGeneralAdministrativeExpenses"),
        new("28", "Legal & Professional Fees", "Expense", "LegalProfessionalFees"),
        new("29", "Payroll Expenses", "Expense", "PayrollExpenses"),
        new("30", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        new("31", "Uncategorized Expense", "Expense", "OtherMiscellaneousServiceCost"),
        new("32", "Uncategorized Income", "Income", "ServiceFeeIncome"),
        new("33", "Accounts Payable", "Accounts Payable", "AccountsPayable"),
        new("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
        new("37", "Prepaid Expenses", "Other Current Asset", "PrepaidExpenses"),
        new("38", "Office Equipment", "Fixed Asset", "FurnitureAndFixtures"),
        new("39", "Owner Investments", "Equity", "OwnersEquity"),
        new("43", "Loan Payable", "Other Current Liability", "LoanPayable"),
        new("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
        new("80", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss"),
        new("81", "Inventory Asset", "Other Current Asset", "Inventory"),
        new("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
        new("87", "Consulting Income", "Income", "ServiceFeeIncome"),
        new("88", "Refunds and Rebates", "Income", "DiscountsRefundsGiven"),
        Vehicles,
        new("93", "Fuel", "Expense", "Auto", Parent: Vehicles),
        new("94", "Parking and Tolls", "Expense", "Auto", Parent: Vehicles),
    ];

    public static IEnumerable<SeedAccount> For(string country, string currency, bool isMultiCurrency)
    {
        SeedAccount[] own = country switch
        {
            "US" =>
            [
                new("35", "Checking", "Bank", "Checking", 24_201.00m), new("36", "Savings", "Bank", "Savings", 18_800.00m), new("42", "Visa", "Credit Card", "CreditCard"),
                new("41", "Mastercard", "Credit Card", "CreditCard", 157.72m), new("90", "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable"),
            ],
            "GB" =>
            [
                new("35", "Current Account", "Bank", "CashOnHand", 31_450.50m), new("36", "Deposit Account", "Bank", "CashOnHand", 12_000.00m), new("42", "Company Credit Card", "Credit Card", "CreditCard"),
                new("90", "VAT Control", "Other Current Liability", "GlobalTaxPayable"), new("91", "VAT Suspense", "Other Current Liability", "GlobalTaxSuspense"),
            ],
            _ =>
            [
                new("35", "Bank Account", "Bank", "CashOnHand", 20_000.00m), new("36", "Savings Account", "Bank", "CashOnHand", 5_000.00m), new("42", "Company Credit Card", "Credit Card", "CreditCard"),
                new("90", "Tax Payable", "Other Current Liability", "GlobalTaxPayable"),
            ],
        };
        return [.. Shared, .. own, .. isMultiCurrency ? InForeignCurrency(currency) : []];
    }

    private static IEnumerable<SeedAccount> InForeignCurrency(string home)
    {
        var id = 100;
        foreach (var currency in new[] { "EUR", "USD", "GBP" }.Where(currency => currency != home)) yield return new($"{id++}", $"{currency} Bank Account", "Bank", "CashOnHand", 0, currency);
    }
}
