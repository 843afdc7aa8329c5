using System.Text.Json;
using OrleansLedger.Sandbox.Xero.Books.Trade;

namespace OrleansLedger.Sandbox.Xero.Books.Payments;

/// <summary>Checks one new payment and, when stored, moves the document's amounts and state.</summary>
internal sealed class XeroPaymentCheck(XeroCall call, JsonElement element)
{
    private readonly List<string> _errors = [];

    public XeroChange Check()
    {
        var document = Document();
        var account = Account();
        var amount = XeroJson.Round(element.Amount("Amount") ?? 0m);
        if (amount <= 0) _errors.Add("Payment amount must be greater than zero");
        if (document is not null)
        {
            // A draft owes nothing yet, so that Xero gives both reasons for it.
            var isPayable = document.Status == "AUTHORISED";
            if (!isPayable) _errors.Add("Payments can only be made against Authorised documents");
            if (!isPayable || amount > document.Outstanding) _errors.Add("Payment amount exceeds the amount outstanding on this document");
        }

        var date = element.Day("Date") ?? call.Today;
        XeroLockDates.Check(call.Company, date, _errors);
        var (rate, bankAmount) = document is null || account is null ? (1m, amount) : Exchange(document, account, amount);
        return new XeroChange(_errors, [], () =>
        {
            var payment = new XeroPayment
            {
                PaymentId = Guid.CreateVersion7(),
                DocumentId = document!.Id,
                PaymentType = document.Type switch { "ACCREC" => "ACCRECPAYMENT", "ACCPAY" => "ACCPAYPAYMENT", "ACCRECCREDIT" => "ARCREDITPAYMENT", _ => "APCREDITPAYMENT" },
                AccountId = account!.AccountId,
                Date = date,
                Amount = amount,
                BankAmount = bankAmount,
                CurrencyRate = rate,
                Reference = element.Text("Reference"),
                IsReconciled = element.Flag("IsReconciled") ?? false,
                UpdatedAt = call.Now,
            };
            call.Company.Payments[payment.PaymentId] = payment;
            document.Payments.Add(payment.PaymentId);
            document.AmountPaid += amount;
            document.Settle(date, call.Now);
            call.Happened(document, isNew: false);
            return XeroPaymentWire.Write(call.Company, payment);
        });
    }

    private XeroTradeDocument? Document()
    {
        var named = new[] { Named(XeroTradeKind.Invoice, "Invoice"), Named(XeroTradeKind.CreditNote, "CreditNote") }.Where(target => target.Key is not null).ToList();
        if (element.Member("Prepayment") is not null || element.Member("Overpayment") is not null)
        {
            _errors.Add("The sandbox takes payments on invoices and credit notes only.");
            return null;
        }

        if (named.Count > 1)
        {
            _errors.Add("Payment is applied to more than one document.");
            return null;
        }

        var document = named.Count == 0 ? null : named[0].Kind.Find(call.Company, named[0].Key);
        if (document is null) _errors.Add("The document to pay could not be found: name an Invoice or a CreditNote by its id or number.");
        return document;
    }

    private (XeroTradeKind Kind, string? Key) Named(XeroTradeKind kind, string member)
    {
        var reference = element.Member(member);
        return (kind, reference?.Id(kind.IdName)?.ToString() ?? reference?.Text(kind.NumberName) ?? element.Text(kind.NumberName));
    }

    private XeroAccount? Account()
    {
        var reference = element.Member("Account");
        var account = call.Company.Account(reference?.Text("Code") ?? element.Text("Code"), reference?.Id("AccountID"));
        if (account is not { Status: "ACTIVE" })
        {
            _errors.Add("Account could not be found");
            return null;
        }

        if (account.Type == "BANK" || account.EnablePaymentsToAccount) return account;
        _errors.Add("Account type is invalid for making a payment to/from");
        return null;
    }

    /// <summary>A document is paid from an account in its own currency or in the base currency; the rate is units of its currency for one of the base.</summary>
    private (decimal Rate, decimal BankAmount) Exchange(XeroTradeDocument document, XeroAccount account, decimal amount)
    {
        var baseCurrency = call.Company.BaseCurrency;
        var currency = account.CurrencyCode ?? baseCurrency;
        if (document.CurrencyCode == baseCurrency && currency == baseCurrency) return (1m, amount);
        if (currency != document.CurrencyCode && currency != baseCurrency)
        {
            _errors.Add($"A document in {document.CurrencyCode} cannot be paid from an account in {currency}.");
            return (1m, amount);
        }

        var rate = element.Amount("CurrencyRate") ?? call.Company.DayRates.GetValueOrDefault(document.CurrencyCode, document.CurrencyRate);
        if (rate <= 0) _errors.Add("The CurrencyRate must be greater than zero.");
        return (rate, currency == document.CurrencyCode || rate <= 0 ? amount : XeroJson.Round(amount / rate));
    }
}
