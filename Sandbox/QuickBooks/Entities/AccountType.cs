using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>The chart of accounts. Accounts cannot be deleted, only made inactive.</summary>
internal sealed class AccountType() : EntityType("Account", EntityOperations.All & ~EntityOperations.Delete, new Shape(
    "Account",
    [
        .. Entity,
        Text("Name", 100), Flag("SubAccount"), Reference("ParentRef"), Text("Description", 4000), Computed(Text("FullyQualifiedName")), Text("AccountAlias"), Text("TxnLocationType"), Flag("Active"),
        Computed(Text("Classification")), Choice("AccountType", [.. Kinds.Keys]), Text("AccountSubType"), Text("AcctNum"), Text("BankNum"), Number("OpeningBalance"), Day("OpeningBalanceDate"),
        Computed(Number("CurrentBalance")), Computed(Number("CurrentBalanceWithSubAccounts")), Reference("CurrencyRef"), Reference("TaxCodeRef"),
        .. Others("AccountPurposes", "AcctNumExtn", "TaxAccount", "OnlineBankingEnabled", "FIName", "JournalCodeRef", "AccountEx"),
    ]))
{
    /// <summary>Account types with their classification and the sub type they get by default.</summary>
    public static readonly IReadOnlyDictionary<string, (string Classification, string SubType)> Kinds = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["Bank"] = ("Asset", "CashOnHand"),
        ["Accounts Receivable"] = ("Asset", "AccountsReceivable"),
        ["Other Current Asset"] = ("Asset", "EmployeeCashAdvances"),
        ["Fixed Asset"] = ("Asset", "FurnitureAndFixtures"),
        ["Other Asset"] = ("Asset", "Licenses"),
        ["Accounts Payable"] = ("Liability", "AccountsPayable"),
        ["Credit Card"] = ("Liability", "CreditCard"),
        ["Other Current Liability"] = ("Liability", "OtherCurrentLiabilities"),
        ["Long Term Liability"] = ("Liability", "NotesPayable"),
        ["Equity"] = ("Equity", "OpeningBalanceEquity"),
        ["Income"] = ("Revenue", "OtherPrimaryIncome"),
        ["Cost of Goods Sold"] = ("Expense", "CostOfLaborCos"),
        ["Expense"] = ("Expense", "Travel"),
        ["Other Income"] = ("Revenue", "OtherInvestmentIncome"),
        ["Other Expense"] = ("Expense", "Depreciation"),
    };

    private static readonly string[] WithCurrency = ["Bank", "Credit Card", "Accounts Receivable", "Accounts Payable"];

    public override IReadOnlyList<string> Queryable { get; } =
        ["Name", "SubAccount", "FullyQualifiedName", "Active", "Classification", "AccountType", "AccountSubType", "CurrentBalance", "CurrentBalanceWithSubAccounts", "AcctNum"];

    public override bool HasActive => true;

    public override void Complete(Draft draft)
    {
        var account = draft.Entity;
        draft.Require("Name");
        if (account.Text("AccountType") is null && account.Text("AccountSubType") is null) draft.Refuse(Refusals.MissingAccountType);
        if (draft.IsRefused) return;

        Classify(draft);
        CheckName(draft);
        account["Active"] ??= true;
        var parent = draft.Follow(account, "ParentRef", "Accounts", Name);
        if (draft.IsRefused) return;
        if (parent is not null && IsBelow(parent, account.Text("Id"), draft.Company)) draft.Refuse(Refusals.Business("An account cannot be a sub account of itself or of one of its own sub accounts."));
        account["SubAccount"] = parent is not null;
        account["FullyQualifiedName"] = parent is null ? account.Text("Name") : $"{parent.Text("FullyQualifiedName")}:{account.Text("Name")}";
        if (parent is not null && parent.Text("AccountType") != account.Text("AccountType")) draft.Refuse(Refusals.Business("The parent account must be of the same type as the sub account."));
        SetCurrency(draft);
        account["CurrentBalance"] = draft.Previous?.Number("CurrentBalance") ?? 0m;
        account["CurrentBalanceWithSubAccounts"] = draft.Previous?.Number("CurrentBalanceWithSubAccounts") ?? 0m;
    }

    private static void Classify(Draft draft)
    {
        var account = draft.Entity;
        account["AccountType"] ??= Kinds.FirstOrDefault(kind => kind.Value.SubType == account.Text("AccountSubType")).Key;
        if (account.Text("AccountType") is not { } type)
        {
            draft.Refuse(Refusals.InvalidChoice("AccountSubType", account.Text("AccountSubType")!));
            return;
        }

        var previousType = draft.Previous?.Text("AccountType");
        if (previousType is not null && previousType != type) draft.Refuse(Refusals.Business("The type of an account that is in use cannot be changed."));
        account["AccountSubType"] ??= Kinds[type].SubType;
        account["Classification"] = Kinds[type].Classification;
    }

    private static void CheckName(Draft draft)
    {
        var name = draft.Entity.Text("Name")!;
        if (name.AsSpan().ContainsAny(':', '"')) draft.Refuse(Refusals.InvalidName("Name"));
        var number = draft.Entity.Text("AcctNum");
        var longest = draft.Company.Country is "AU" or "CA" ? 20 : 7;
        if (number?.Length > longest) draft.Refuse(Refusals.WrongLength("AcctNum", longest, number.Length));
        foreach (var other in draft.Company.All("Account").Values)
        {
            if (ReferenceEquals(other, draft.Previous)) continue;
            if (string.Equals(other.Text("Name"), name, StringComparison.OrdinalIgnoreCase) && string.Equals(other.Reference("ParentRef"), draft.Entity.Reference("ParentRef"), StringComparison.Ordinal))
                draft.Refuse(Refusals.DuplicateName("An account already has the same display name. Display Name must be unique. Please provide a different display name."));
            else if (number is not null && string.Equals(other.Text("AcctNum"), number, StringComparison.OrdinalIgnoreCase))
                draft.Refuse(Refusals.Business("Another account is already using this number.  Please use a different number."));
        }
    }

    /// <summary>Whether an account is that one or stands below it.</summary>
    private static bool IsBelow(JsonObject account, string? id, QuickBooksCompany company)
    {
        for (var at = account; at is not null; at = company.Find("Account", at.Reference("ParentRef")))
            if (id is not null && at.Text("Id") == id) return true;
        return false;
    }

    private static void SetCurrency(Draft draft)
    {
        var account = draft.Entity;
        var home = draft.Company.BaseCurrency;
        var wanted = account.Reference("CurrencyRef") ?? home;
        if (!draft.Company.IsMultiCurrency && wanted != home) draft.Refuse(Refusals.SingleCurrency);
        else if (!Currencies.IsActive(draft.Company, wanted)) draft.Refuse(Refusals.UnknownReference("Currency", wanted));
        else if (wanted != home && !WithCurrency.Contains(account.Text("AccountType"))) draft.Refuse(Refusals.Business("Accounts of this type are kept in the home currency."));
        else if (draft.Previous?.Reference("CurrencyRef") is { } before && before != wanted) draft.Refuse(Refusals.Business("The currency of an account cannot be changed."));
        account["CurrencyRef"] = Currencies.Reference(wanted);
    }

    /// <summary>The currency an account is kept in.</summary>
    public static string CurrencyOf(JsonObject account, QuickBooksCompany company) => account.Reference("CurrencyRef") ?? company.BaseCurrency;

    /// <summary>Refuses an account in a foreign currency that is not the transaction's; one in the home currency takes any.</summary>
    public static void CheckCurrency(Draft draft, JsonObject account, string currency)
    {
        var accountCurrency = CurrencyOf(account, draft.Company);
        if (accountCurrency != draft.Company.BaseCurrency && accountCurrency != currency) draft.Refuse(Refusals.WrongCurrency);
    }

    /// <summary>The oldest account with that sub type: what the service posts to when a transaction does not say.</summary>
    public static JsonObject? Default(QuickBooksCompany company, string subType) => company.All("Account").Values.FirstOrDefault(account => account.Text("AccountSubType") == subType);
}
