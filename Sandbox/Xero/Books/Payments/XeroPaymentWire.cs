using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Books.Trade;

namespace OrleansLedger.Sandbox.Xero.Books.Payments;

internal static class XeroPaymentWire
{
    public static JsonObject Write(XeroCompany company, XeroPayment payment)
    {
        var account = company.Accounts[payment.AccountId];
        return new JsonObject
        {
            ["PaymentID"] = payment.PaymentId.ToString(),
            ["Date"] = XeroJson.Date(payment.Date),
            ["BankAmount"] = XeroJson.Money(payment.BankAmount),
            ["Amount"] = XeroJson.Money(payment.Amount),
            ["Reference"] = payment.Reference ?? "",
            ["CurrencyRate"] = payment.CurrencyRate,
            ["PaymentType"] = payment.PaymentType,
            ["Status"] = payment.Status,
            ["UpdatedDateUTC"] = XeroJson.Date(payment.UpdatedAt),
            ["UpdatedDateUTCString"] = XeroJson.IsoDate(payment.UpdatedAt),
            ["HasAccount"] = true,
            ["IsReconciled"] = payment.IsReconciled,
            ["Account"] = new JsonObject { ["AccountID"] = account.AccountId.ToString(), ["Code"] = account.Code, ["Name"] = account.Name },
            ["Invoice"] = XeroTradeDocumentWire.Reference(company, company.TradeDocument(payment.DocumentId)),
            ["HasValidationErrors"] = false,
        };
    }

    /// <summary>As it stands on the document it pays.</summary>
    public static JsonObject Summary(XeroPayment payment) => new()
    {
        ["PaymentID"] = payment.PaymentId.ToString(),
        ["Date"] = XeroJson.Date(payment.Date),
        ["Amount"] = XeroJson.Money(payment.Amount),
        ["Reference"] = payment.Reference ?? "",
        ["CurrencyRate"] = payment.CurrencyRate,
        ["HasAccount"] = false,
        ["HasValidationErrors"] = false,
    };
}
