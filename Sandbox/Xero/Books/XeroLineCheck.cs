using System.Text.Json;
using OrleansLedger.Sandbox.Xero.Books.Items;

namespace OrleansLedger.Sandbox.Xero.Books;

internal enum XeroAccountNeed
{
    None,
    Optional,

    /// <summary>On every line that is more than words.</summary>
    RequiredWithAmount,
    Required,
}

/// <summary>What a kind of document asks of its lines.</summary>
/// <param name="NeedsAmount">Quantity above zero and a price other than zero; else a line may be text alone.</param>
/// <param name="TakesTaxAmount">A tax amount of the caller's own replaces the computed one.</param>
/// <param name="IsSale">Items give their sales details, else their purchase details.</param>
internal sealed record XeroLineRules(XeroAccountNeed Account, bool NeedsAmount, bool TakesTaxAmount, bool TakesDiscount, bool IsSale);

/// <summary>One line item: defaults, rounding and the rules on account and tax.</summary>
internal sealed class XeroLineCheck(XeroCall call, JsonElement line, XeroLineRules rules, string amounts, List<string> errors)
{
    private const int LongestDescription = 4000;
    private const int MostTrackingCategories = 2;
    private const decimal LargestAmount = 9_999_999_999.99m;

    public XeroLine Read(Guid id)
    {
        var item = Item();
        var details = rules.IsSale ? item?.Sales : item?.Purchase;
        var description = line.Text("Description") is { Length: > 0 } text ? text : rules.IsSale ? item?.Description : item?.PurchaseDescription;
        if (string.IsNullOrEmpty(description)) errors.Add("Description must be at least 1 character.");
        else if (description.Length > LongestDescription) errors.Add($"Description exceeds the maximum length of {LongestDescription} characters.");
        if (line.Member("Tracking") is { ValueKind: JsonValueKind.Array } tracking && tracking.GetArrayLength() > MostTrackingCategories)
            errors.Add($"A line item can have a maximum of {MostTrackingCategories} tracking categories.");

        var (quantity, unit, amount) = Amounts(details);
        var account = rules.Account == XeroAccountNeed.None ? null : Account(details, isText: unit == 0 && amount == 0);
        var (taxType, tax) = Tax(account, details, amount);
        return new XeroLine
        {
            LineItemId = id,
            Description = description,
            Quantity = quantity,
            UnitAmount = unit,
            LineAmount = amount,
            DiscountRate = line.Amount("DiscountRate"),
            DiscountAmount = line.Amount("DiscountAmount"),
            ItemCode = item?.Code,
            AccountId = account?.AccountId,
            AccountCode = account?.Code,
            TaxType = taxType,
            TaxAmount = tax,
        };
    }

    private XeroItem? Item()
    {
        if (line.Text("ItemCode") is not { Length: > 0 } code) return null;
        var item = call.Company.Item(code);
        if (item is null) errors.Add($"Item code '{code}' is not valid");
        return item;
    }

    private (decimal Quantity, decimal Unit, decimal Amount) Amounts(XeroItemDetails? details)
    {
        var (price, given) = (line.Amount("UnitAmount"), line.Amount("LineAmount"));
        if (given is null) price ??= details?.UnitPrice;
        if (!rules.NeedsAmount && price is null && given is null) return (0m, 0m, 0m);

        var quantity = XeroJson.Round(line.Amount("Quantity") ?? 1m, 4);
        if (quantity <= 0 && rules.NeedsAmount)
        {
            errors.Add("Quantity must be greater than zero.");
            return (quantity, 0m, 0m);
        }

        var sent = given is { } total ? XeroJson.Round(total) : (decimal?)null;
        var unit = price is { } each ? XeroJson.Round(each, call.UnitDecimals) : sent is { } whole && quantity != 0 ? XeroJson.Round(whole / quantity, call.UnitDecimals) : 0m;
        if (unit == 0 && rules.NeedsAmount) errors.Add("UnitAmount must not be zero.");
        var amount = price is null && sent is { } only ? only : Discounted(quantity * unit);
        if (sent is { } claimed && claimed != amount) errors.Add($"The line total {claimed:0.00} does not match the expected line total {amount:0.00}");
        if (Math.Abs(amount) > LargestAmount) errors.Add($"The line amount exceeds the maximum of {LargestAmount}.");
        return (quantity, unit, amount);
    }

    private decimal Discounted(decimal amount)
    {
        var (rate, off) = (line.Amount("DiscountRate"), line.Amount("DiscountAmount"));
        if (rate is null && off is null) return XeroJson.Round(amount);
        if (!rules.TakesDiscount) errors.Add("Discounts are supported on sales invoices only.");
        else if (rate is < 0 or > 100) errors.Add("DiscountRate must be between 0 and 100.");
        return XeroJson.Round(rate is { } percent ? amount * (100m - percent) / 100m : amount - off!.Value);
    }

    private XeroAccount? Account(XeroItemDetails? details, bool isText)
    {
        var (code, id) = (line.Text("AccountCode"), line.Id("AccountID"));
        if (string.IsNullOrEmpty(code) && id is null) code = details?.AccountCode;
        if (string.IsNullOrEmpty(code) && id is null)
        {
            if (rules.Account == XeroAccountNeed.Required || (rules.Account == XeroAccountNeed.RequiredWithAmount && !isText)) errors.Add("Account code must be specified.");
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

    private (string Type, decimal Amount) Tax(XeroAccount? account, XeroItemDetails? details, decimal lineAmount)
    {
        if (amounts == "NoTax") return ("NONE", 0m);
        var type = line.Text("TaxType") is { Length: > 0 } named ? named : details?.TaxType ?? account?.TaxType ?? "NONE";
        if (XeroTax.Rate(call.Company, type, account, errors) is not { } rate) return (type, 0m);

        var tax = XeroTax.Amount(lineAmount, rate, amounts);
        if (line.Amount("TaxAmount") is not { } claimed || claimed == tax) return (type, tax);
        if (rules.TakesTaxAmount) return (type, XeroJson.Round(claimed));
        // Bank transactions take no tax amount of the caller's own (xero-node#768).
        errors.Add($"Tax amount {claimed:0.00} is incorrect for {type} tax type, should be {tax:0.00}");
        return (type, tax);
    }
}
