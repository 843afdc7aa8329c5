using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/Accounts</c>: the chart of accounts, one account per write, never paged.</summary>
internal static class XeroAccounts
{
    private const string Plural = "Accounts";
    private static readonly string[] Types =
    [
        "BANK", "CURRENT", "CURRLIAB", "DEPRECIATN", "DIRECTCOSTS", "EQUITY", "EXPENSE", "FIXED", "INVENTORY", "LIABILITY",
        "NONCURRENT", "OTHERINCOME", "OVERHEADS", "PREPAYMENT", "REVENUE", "SALES", "TERMLIAB", "PAYG",
    ];

    public static XeroReply List(XeroCall call) =>
        XeroJson.Envelope(call, Plural, Listing().Select(call, call.Company.Accounts.Values, isPaged: false).Records.Select(account => Wire(call, account)));

    public static XeroReply Get(XeroCall call) => call.Company.Accounts.TryGetValue(call.Id(), out var account) ? XeroJson.Envelope(call, Plural, [Wire(call, account)]) : XeroErrors.NotFound();

    public static XeroReply Create(XeroCall call)
    {
        var element = call.Elements(Plural)[0];
        var type = element.OneOf("Type", Types);
        var (code, name, currency) = (element.Text("Code"), element.Text("Name"), element.Text("CurrencyCode"));
        List<string> errors = [];
        if (type is null) errors.Add("Type is a mandatory field.");
        if (type != "BANK" && string.IsNullOrEmpty(code)) errors.Add("Account code must be specified.");
        if (type == "BANK" && string.IsNullOrEmpty(element.Text("BankAccountNumber"))) errors.Add("Please enter a valid Bank Account Number.");
        if (currency is { Length: > 0 } && !call.Company.Currencies.Contains(currency, StringComparer.OrdinalIgnoreCase)) errors.Add($"Organisation is not subscribed to currency {currency}");
        errors.AddRange(Problems(call.Company, element, existing: null));
        if (string.IsNullOrWhiteSpace(name)) errors.Add("Please enter a Name.");
        if (errors.Count > 0) return Refused(element, errors);

        var account = new XeroAccount
        {
            AccountId = Guid.CreateVersion7(),
            Code = code,
            Name = name!,
            Type = type!,
            TaxType = element.Text("TaxType") ?? "NONE",
            Description = element.Text("Description"),
            CurrencyCode = type == "BANK" ? currency ?? call.Company.BaseCurrency : null,
            BankAccountNumber = element.Text("BankAccountNumber"),
            BankAccountType = type == "BANK" ? element.Text("BankAccountType") ?? "BANK" : null,
            EnablePaymentsToAccount = element.Flag("EnablePaymentsToAccount") ?? false,
            UpdatedAt = call.Now,
        };
        call.Company.Accounts[account.AccountId] = account;
        return XeroJson.Envelope(call, Plural, [Wire(call, account)]);
    }

    public static XeroReply Update(XeroCall call)
    {
        if (!call.Company.Accounts.TryGetValue(call.Id(), out var account)) return XeroErrors.NotFound();
        var element = call.Elements(Plural)[0];
        var errors = Problems(call.Company, element, account).ToList();
        var status = element.OneOf("Status", "ACTIVE", "ARCHIVED");
        if (status == "ARCHIVED" && account.SystemAccount is not null) errors.Add("System accounts cannot be archived.");
        if (errors.Count > 0) return Refused(element, errors);
        account.Code = element.Text("Code") ?? account.Code;
        account.Name = element.Text("Name") ?? account.Name;
        account.TaxType = element.Text("TaxType") ?? account.TaxType;
        account.Description = element.Text("Description") ?? account.Description;
        account.Status = status ?? account.Status;
        account.EnablePaymentsToAccount = element.Flag("EnablePaymentsToAccount") ?? account.EnablePaymentsToAccount;
        account.UpdatedAt = call.Now;
        return XeroJson.Envelope(call, Plural, [Wire(call, account)]);
    }

    public static XeroReply Delete(XeroCall call)
    {
        if (!call.Company.Accounts.TryGetValue(call.Id(), out var account)) return XeroErrors.NotFound();
        if (call.Company.Uses(account) || account.SystemAccount is not null) return XeroErrors.Validation("This account is in use or is a system account and cannot be deleted. Archive it instead.");
        call.Company.Accounts.Remove(account.AccountId);
        account.Status = "DELETED";
        return XeroJson.Envelope(call, Plural, [Wire(call, account)]);
    }

    private static IEnumerable<string> Problems(XeroCompany company, JsonElement element, XeroAccount? existing)
    {
        var others = company.Accounts.Values.Where(other => other != existing).ToList();
        if (element.Text("Code") is { Length: > 0 } code)
        {
            if (code.Length > 10) yield return "Account Code is too long. Maximum of 10 characters allowed";
            if (others.Exists(other => string.Equals(other.Code, code, StringComparison.OrdinalIgnoreCase))) yield return "Please enter a unique Code.";
        }

        if (element.Text("Name") is { Length: > 0 } name)
        {
            if (name.Length > 150) yield return "Account Name is too long. Maximum of 150 characters allowed";
            if (others.Exists(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase))) yield return "Please enter a unique Name.";
        }

        if (element.Text("TaxType") is { Length: > 0 } tax && company.TaxRate(tax) is null) yield return $"The TaxType code '{tax}' does not exist or cannot be used for this type of transaction.";
    }

    private static XeroReply Refused(JsonElement element, IReadOnlyList<string> errors)
    {
        var echo = (JsonObject)JsonNode.Parse(element.GetRawText())!;
        echo["ValidationErrors"] = XeroErrors.Messages(errors);
        return XeroErrors.Validation([echo]);
    }

    private static JsonObject Wire(XeroCall call, XeroAccount account)
    {
        var json = new JsonObject
        {
            ["AccountID"] = account.AccountId.ToString(),
            ["Code"] = account.Code,
            ["Name"] = account.Name,
            ["Status"] = account.Status,
            ["Type"] = account.Type,
            ["TaxType"] = account.TaxType,
            ["Class"] = account.Class,
            ["Description"] = account.Description,
            ["SystemAccount"] = account.SystemAccount,
            ["EnablePaymentsToAccount"] = account.EnablePaymentsToAccount,
            ["ShowInExpenseClaims"] = false,
            ["BankAccountNumber"] = account.BankAccountNumber,
            ["BankAccountType"] = account.BankAccountType ?? "",
            ["CurrencyCode"] = account.CurrencyCode,
            ["ReportingCode"] = account.Class[..3],
            ["HasAttachments"] = call.Company.Attachments.ContainsKey(account.AccountId),
            ["UpdatedDateUTC"] = XeroJson.Date(account.UpdatedAt),
            ["AddToWatchlist"] = false,
        };
        return json.WithoutNulls();
    }

    private static XeroListing<XeroAccount> Listing() =>
        new XeroListing<XeroAccount>("Account", account => account.UpdatedAt, account => account.AccountId)
            .Key("AccountID", account => account.AccountId)
            .Text("Code", account => account.Code)
            .Text("Name", account => account.Name)
            .Text("Type", account => account.Type)
            .Text("Status", account => account.Status)
            .Text("Class", account => account.Class)
            .Text("TaxType", account => account.TaxType)
            .Text("SystemAccount", account => account.SystemAccount)
            .Text("CurrencyCode", account => account.CurrencyCode)
            .Flag("EnablePaymentsToAccount", account => account.EnablePaymentsToAccount)
            .Date("UpdatedDateUTC", account => account.UpdatedAt);
}
