using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>Keeps the balances of accounts and names as transactions come and go.</summary>
internal static class Balances
{
    /// <summary>A customer can be that many levels below the top, and one more.</summary>
    private const int MostLevels = 5;

    /// <param name="sign">1 for a transaction that comes, -1 for one that goes.</param>
    public static void Post(QuickBooksCompany company, EntityType type, JsonObject entity, int sign)
    {
        foreach (var (accountId, debit) in type.Postings(entity, company)) Move(company, accountId, sign * debit);
        if (type is not TransactionType transactions) return;
        foreach (var (party, owed) in transactions.Claims(entity, company)) Owe(company, party, sign * owed);
    }

    /// <summary>Only accounts of the balance sheet have a balance: assets grow with debits, the rest with credits.</summary>
    private static void Move(QuickBooksCompany company, string accountId, decimal debit)
    {
        if (company.Find("Account", accountId) is not { } account || account.Text("Classification") is not ("Asset" or "Liability" or "Equity")) return;
        var grown = account.Text("Classification") == "Asset" ? debit : -debit;
        Add(account, "CurrentBalance", grown);
        for (var at = account; at is not null; at = company.Find("Account", at.Reference("ParentRef"))) Add(at, "CurrentBalanceWithSubAccounts", grown);
    }

    private static void Owe(QuickBooksCompany company, string party, decimal owed)
    {
        if ((company.Find("Customer", party) ?? company.Find("Vendor", party)) is not { } name) return;
        Add(name, "Balance", owed);
        for (var level = 0; level < MostLevels && company.Find("Customer", name.Text("Id")) is { } customer; level++)
        {
            Add(customer, "BalanceWithJobs", owed);
            if (company.Find("Customer", customer.Reference("ParentRef")) is not { } parent) return;
            name = parent;
        }
    }

    private static void Add(JsonObject name, string member, decimal amount) => name[member] = Money.Round((name.Number(member) ?? 0) + amount);
}
