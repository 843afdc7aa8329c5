using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>
/// Checks one bank transaction.
/// <para>
/// Currency: a SPEND or RECEIVE stands in the currency of its bank account. Xero's reference says of CurrencyCode "Setting currency is only supported on overpayments"
/// (developer.xero.com, Bank Transactions), and integrators confirm that spend money has no foreign currency of its own (EzzyBills guide, "Expense receipts in foreign currency to
/// Xero"). So another CurrencyCode has no effect here, except that a currency the organisation is not subscribed to is refused. CurrencyRate counts for accounts in a
/// non-base currency; without it the rate of the day is used.
/// </para>
/// </summary>
internal sealed class XeroBankTransactionDraft : XeroDocumentDraft
{
    private readonly XeroBankTransaction? _existing;

    private XeroBankTransactionDraft(XeroCall call, JsonElement element, XeroBankTransaction? existing) : base(call, element, existing) => _existing = existing;

    public static XeroChange Create(XeroCall call, JsonElement element) => new XeroBankTransactionDraft(call, element, existing: null).Check();

    public static XeroChange Change(XeroCall call, JsonElement element, XeroBankTransaction existing) => new XeroBankTransactionDraft(call, element, existing).Check();

    private XeroChange Check()
    {
        var type = Element.OneOf("Type", "SPEND", "RECEIVE", "SPEND-OVERPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-PREPAYMENT", "SPEND-TRANSFER", "RECEIVE-TRANSFER") ?? _existing?.Type;
        var status = Element.OneOf("Status", "AUTHORISED", "DELETED", "VOIDED");
        if (_existing is not null)
        {
            if (_existing.Status != "AUTHORISED") return Refuse("This Bank Transaction cannot be edited as it has been deleted or voided.");
            if (_existing.Type is not ("SPEND" or "RECEIVE")) return Refuse("Only SPEND and RECEIVE bank transactions can be updated.");
            if (status is "DELETED" or "VOIDED") return Delete(_existing, status);
        }

        if (type is null) return Refuse("The Type field is mandatory.");
        if (type is "SPEND-TRANSFER" or "RECEIVE-TRANSFER") return Refuse("Transfers are created with the BankTransfers endpoint.");

        var account = BankAccount();
        var contact = Contact();
        var date = Date();
        var amounts = Element.OneOf("LineAmountTypes", "Inclusive", "Exclusive", "NoTax") ?? _existing?.LineAmountTypes ?? "Inclusive";
        var isSale = type.StartsWith("RECEIVE", StringComparison.Ordinal);
        var lines = Lines(new XeroLineRules(type.EndsWith("-OVERPAYMENT", StringComparison.Ordinal) ? XeroAccountNeed.None : XeroAccountNeed.Required, NeedsAmount: true, TakesTaxAmount: false, TakesDiscount: false, isSale), amounts);
        RequireLines(lines);
        if (type.EndsWith("PAYMENT", StringComparison.Ordinal) && lines.Count > 1) Errors.Add("Overpayments and prepayments take exactly one line item.");
        CheckSubscribed(Element.Text("CurrencyCode"));
        if (status is "DELETED" or "VOIDED") Errors.Add("A new Bank Transaction must have the status AUTHORISED.");

        var transaction = Assemble(type, date, amounts, lines, account);
        if (lines.Count > 0 && transaction.Total <= 0) Errors.Add("The document total must be greater than zero.");
        CheckTotals(transaction, "The document total does not equal the total of the lines.");
        return new XeroChange(Errors, Warnings, () =>
        {
            transaction.ContactId = StoreContact(contact!, isSale);
            Company.BankTransactions[transaction.BankTransactionId] = transaction;
            return XeroBankTransactions.Wire(Call, transaction);
        });
    }

    private XeroChange Delete(XeroBankTransaction transaction, string status)
    {
        if (transaction.IsReconciled) Errors.Add("This Bank Transaction cannot be deleted as it has been reconciled.");
        XeroLockDates.Check(Company, transaction.Date, Errors);
        return new XeroChange(Errors, Warnings, () =>
        {
            transaction.Status = status;
            transaction.UpdatedAt = Call.Now;
            return XeroBankTransactions.Wire(Call, transaction);
        });
    }

    private XeroAccount? BankAccount()
    {
        if (Element.Member("BankAccount") is not { } reference)
        {
            if (_existing is not null) return Company.Accounts[_existing.BankAccountId];
            Errors.Add("A BankAccount must be specified.");
            return null;
        }

        var account = Company.Account(reference.Text("Code"), reference.Id("AccountID"));
        if (account is { Type: "BANK", Status: "ACTIVE" }) return account;
        Errors.Add("The specified bank account details do not match a known bank account");
        return null;
    }

    private XeroBankTransaction Assemble(string type, DateOnly date, string amounts, IReadOnlyList<XeroLine> lines, XeroAccount? account)
    {
        var currency = account?.CurrencyCode ?? Company.BaseCurrency;
        return new XeroBankTransaction
        {
            BankTransactionId = _existing?.BankTransactionId ?? Guid.CreateVersion7(),
            OverpaymentId = type.EndsWith("-OVERPAYMENT", StringComparison.Ordinal) ? _existing?.OverpaymentId ?? Guid.CreateVersion7() : null,
            PrepaymentId = type.EndsWith("-PREPAYMENT", StringComparison.Ordinal) ? _existing?.PrepaymentId ?? Guid.CreateVersion7() : null,
            Type = type,
            ContactId = _existing?.ContactId ?? Guid.Empty,
            BankAccountId = account?.AccountId ?? Guid.Empty,
            Date = date,
            // Only SPEND and RECEIVE carry a reference; elsewhere it is dropped.
            Reference = type is "SPEND" or "RECEIVE" ? Element.Text("Reference") ?? _existing?.Reference : null,
            Url = Url(),
            CurrencyCode = currency,
            CurrencyRate = Rate(currency),
            LineAmountTypes = amounts,
            Status = "AUTHORISED",
            IsReconciled = Element.Flag("IsReconciled") ?? _existing?.IsReconciled ?? false,
            Lines = lines,
            CreatedAt = _existing?.CreatedAt ?? Call.Now,
            UpdatedAt = Call.Now,
            CreatedBy = _existing?.CreatedBy ?? Call.ClientId,
        };
    }
}
