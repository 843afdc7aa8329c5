using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Accounts;

/// <summary>The chart of accounts of one financial year.</summary>
internal static class AccountEndpoints
{
    private const int LongestDescription = 200;

    public static void Map(FortnoxApi api)
    {
        api.Get("accounts", FortnoxScopes.Bookkeeping, List);
        api.Get("accounts/{number}", FortnoxScopes.Bookkeeping, Single);
        api.Post("accounts", FortnoxScopes.Bookkeeping, "Account", Create);
        api.Put("accounts/{number}", FortnoxScopes.Bookkeeping, "Account", Update);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var year = call.Year(query);
        var sru = query.Integer("sru");
        var modified = query.Modified();
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var accounts = year!.Accounts.Values
            .Where(account => (sru is null || account.Sru == sru) && modified(account.ModifiedAt))
            .ToList();
        return FortnoxAnswer.List("Accounts", accounts, paging, account => Shape(call, year, account));
    }

    private static IResult Single(FortnoxCall call)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrong) return wrong;
        if (call.RouteNumber("number") is not { } number) return FortnoxError.InvalidIdentifier();
        return year!.Accounts.TryGetValue(number, out var account) ? FortnoxAnswer.Single("Account", Shape(call, year, account)) : FortnoxError.AccountNotFound();
    }

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;

        var number = fields.Integer("Number", required: true);
        var change = AccountChange.Read(fields, descriptionRequired: true);
        if (fields.Finish() is { } wrong) return wrong;
        if (number is not (>= 1000 and <= 9999)) return FortnoxError.Rule($"Kontonumret måste bestå av fyra siffror ({number}).");
        if (year!.Accounts.ContainsKey(number.Value)) return FortnoxError.Rule($"Kontot {number} finns redan.");

        var account = new LedgerAccount { Number = number.Value, Description = change.Description! };
        change.Apply(account, call.Now);
        year.Accounts.Add(account.Number, account);
        call.Happened(Topics.Accounts, "account-created-v1", $"{account.Number}");
        return FortnoxAnswer.Created("Account", Shape(call, year, account));
    }

    private static IResult Update(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;
        if (call.RouteNumber("number") is not { } number) return FortnoxError.InvalidIdentifier();

        var sent = fields.Integer("Number");
        var change = AccountChange.Read(fields, descriptionRequired: false);
        if (fields.Finish() is { } wrong) return wrong;
        if (!year!.Accounts.TryGetValue(number, out var account)) return FortnoxError.AccountNotFound();
        if (sent is not null && sent != number) return FortnoxError.Rule($"Kontonumret kan inte ändras ({number}).");
        change.Apply(account, call.Now);
        call.Happened(Topics.Accounts, "account-updated-v1", $"{account.Number}");
        return FortnoxAnswer.Single("Account", Shape(call, year, account));
    }

    private static JsonObject Shape(FortnoxCall call, FinancialYear year, LedgerAccount account) => new()
    {
        ["@url"] = call.Url($"accounts/{account.Number}?financialyear={year.Id}"),
        ["Active"] = account.Active,
        ["BalanceBroughtForward"] = FortnoxValue.Amount(account.BalanceBroughtForward),
        ["BalanceCarriedForward"] = FortnoxValue.Amount(account.BalanceBroughtForward + account.Movement),
        ["CostCenter"] = null,
        ["CostCenterSettings"] = account.CostCenterSettings,
        ["Description"] = account.Description,
        ["Number"] = account.Number,
        ["Project"] = null,
        ["ProjectSettings"] = account.ProjectSettings,
        ["SRU"] = account.Sru,
        ["TransactionInformation"] = account.TransactionInformation,
        ["TransactionInformationSettings"] = account.TransactionInformationSettings,
        ["VATCode"] = account.VatCode,
        ["Year"] = year.Id,
    };

    /// <summary>What a request says about an account; absent fields are null and stay as they are.</summary>
    private sealed record AccountChange
    {
        public string? Description { get; private init; }
        private bool? Active { get; init; }
        private int? Sru { get; init; }
        private string? VatCode { get; init; }
        private string? CostCenterSettings { get; init; }
        private string? ProjectSettings { get; init; }
        private string? TransactionInformation { get; init; }
        private string? TransactionInformationSettings { get; init; }
        private decimal? BalanceBroughtForward { get; init; }

        public static AccountChange Read(FieldReader fields, bool descriptionRequired) => new()
        {
            Description = fields.Text("Description", LongestDescription, descriptionRequired),
            Active = fields.Flag("Active"),
            Sru = fields.Integer("SRU"),
            VatCode = fields.Text("VATCode", 10),
            CostCenterSettings = fields.Choice("CostCenterSettings", "ALLOWED", "MANDATORY", "NOTALLOWED"),
            ProjectSettings = fields.Choice("ProjectSettings", "ALLOWED", "MANDATORY", "NOTALLOWED"),
            TransactionInformation = fields.Text("TransactionInformation", 100),
            TransactionInformationSettings = fields.Choice("TransactionInformationSettings", "ALLOWED", "MANDATORY", "NOTALLOWED"),
            BalanceBroughtForward = fields.Amount("BalanceBroughtForward"),
        };

        public void Apply(LedgerAccount account, DateTimeOffset now)
        {
            account.Description = Description ?? account.Description;
            account.Active = Active ?? account.Active;
            account.Sru = Sru ?? account.Sru;
            account.VatCode = VatCode ?? account.VatCode;
            account.CostCenterSettings = CostCenterSettings ?? account.CostCenterSettings;
            account.ProjectSettings = ProjectSettings ?? account.ProjectSettings;
            account.TransactionInformation = TransactionInformation ?? account.TransactionInformation;
            account.TransactionInformationSettings = TransactionInformationSettings ?? account.TransactionInformationSettings;
            account.BalanceBroughtForward = BalanceBroughtForward ?? account.BalanceBroughtForward;
            account.ModifiedAt = now;
        }
    }
}
