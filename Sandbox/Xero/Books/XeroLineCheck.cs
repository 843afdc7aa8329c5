using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>One line item: defaults, rounding and the rules on account and tax.</summary>
internal static class XeroLineCheck
{
    private const int LongestDescription = 4000;
    private const decimal LargestAmount = 9_999_999_999.99m;

    public static XeroLine Read(XeroCall call, JsonElement line, Guid id, string type, string amounts, List<string> errors)
    {
        var isPrepaid = type.EndsWith("-OVERPAYMENT", StringComparison.Ordinal);
        var description = line.Text("Description");
        if (string.IsNullOrEmpty(description)) errors.Add("Description must be at least 1 character.");
        else if (description.Length > LongestDescription) errors.Add($"Description exceeds the maximum length of {LongestDescription} characters.");

        var (quantity, unit, amount) = Amounts(call, line, errors);
        var account = isPrepaid ? null : Account(call, line, errors);
        var (taxType, tax) = Tax(call, line, account, amounts, amount, errors);
        return new XeroLine
        {
            LineItemId = id,
            Description = description,
            Quantity = quantity,
            UnitAmount = unit,
            LineAmount = amount,
            AccountId = account?.AccountId,
            AccountCode = account?.Code,
            TaxType = taxType,
            TaxAmount = tax,
        };
    }

    private static (decimal Quantity, decimal Unit, decimal Amount) Amounts(XeroCall call, JsonElement line, List<string> errors)
    {
        var quantity = XeroJson.Round(line.Amount("Quantity") ?? 1m, 4);
        if (quantity <= 0)
        {
            errors.Add("Quantity must be greater than zero.");
            return (quantity, 0m, 0m);
        }

        var sent = line.Amount("LineAmount") is { } given ? XeroJson.Round(given) : (decimal?)null;
        var unit = line.Amount("UnitAmount") is { } price ? XeroJson.Round(price, call.UnitDecimals) : sent is { } total ? XeroJson.Round(total / quantity, call.UnitDecimals) : 0m;
        if (unit == 0) errors.Add("UnitAmount must not be zero.");
        var amount = line.Amount("UnitAmount") is null && sent is { } only ? only : XeroJson.Round(quantity * unit);
        if (sent is { } claimed && claimed != amount) errors.Add($"The line total {claimed:0.00} does not match the expected line total {amount:0.00}");
        if (Math.Abs(amount) > LargestAmount) errors.Add($"The line amount exceeds the maximum of {LargestAmount}.");
        return (quantity, unit, amount);
    }

    private static XeroAccount? Account(XeroCall call, JsonElement line, List<string> errors)
    {
        var (code, id) = (line.Text("AccountCode"), line.Id("AccountID"));
        if (string.IsNullOrEmpty(code) && id is null)
        {
            errors.Add("Account code must be specified.");
            return null;
        }

        var name = string.IsNullOrEmpty(code) ? id.ToString() : code;
        var account = call.Company.Account(code, string.IsNullOrEmpty(code) ? id : null);
        if (account is null || account.Type == "BANK" || account.SystemAccount is "DEBTORS" or "CREDITORS" or "RETAINEDEARNINGS")
        {
            errors.Add($"Account code '{name}' is not a valid code for this document.");
            return null;
        }

        if (account.Status == "ACTIVE") return account;
        errors.Add($"Account code '{name}' has been archived, or has been deleted. Each line item must reference a valid account.");
        return null;
    }

    private static (string Type, decimal Amount) Tax(XeroCall call, JsonElement line, XeroAccount? account, string amounts, decimal lineAmount, List<string> errors)
    {
        if (amounts == "NoTax") return ("NONE", 0m);
        var type = line.Text("TaxType") is { Length: > 0 } named ? named : account?.TaxType ?? "NONE";
        if (call.Company.TaxRate(type) is not { Status: "ACTIVE" } rate)
        {
            errors.Add($"The TaxType code '{type}' does not exist or cannot be used for this type of transaction.");
            return (type, 0m);
        }

        if (account is not null && !rate.AppliesTo.Contains(account.Class, StringComparer.Ordinal))
            errors.Add($"The TaxType code '{type}' cannot be used with account code '{account.Code}'.");

        var tax = amounts == "Inclusive" ? XeroJson.Round(lineAmount * rate.EffectiveRate / (100m + rate.EffectiveRate)) : XeroJson.Round(lineAmount * rate.EffectiveRate / 100m);
        // Bank transactions take no tax amount of the caller's own (xero-node#768).
        if (line.Amount("TaxAmount") is { } claimed && claimed != tax) errors.Add($"Tax amount {claimed:0.00} is incorrect for {type} tax type, should be {tax:0.00}");
        return (type, tax);
    }
}
