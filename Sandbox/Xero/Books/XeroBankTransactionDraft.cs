using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>
/// Checks one bank transaction as Xero does and collects every reason against it.
/// <para>
/// Currency: a SPEND or RECEIVE stands in the currency of its bank account. Xero's reference says of CurrencyCode "Setting currency is only supported on overpayments"
/// (developer.xero.com, Bank Transactions), and integrators confirm that spend money has no foreign currency of its own (EzzyBills guide, "Expense receipts in foreign currency to
/// Xero"). So another CurrencyCode has no effect here, except that a currency the organisation is not subscribed to is refused. CurrencyRate counts for accounts in a
/// non-base currency; without it the rate of the day is used.
/// </para>
/// </summary>
internal sealed class XeroBankTransactionDraft
{
    private readonly XeroCall _call;
    private readonly XeroCompany _company;
    private readonly JsonElement _element;
    private readonly XeroBankTransaction? _existing;
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    private XeroBankTransactionDraft(XeroCall call, JsonElement element, XeroBankTransaction? existing)
    {
        _call = call;
        _company = call.Company;
        _element = element;
        _existing = existing;
    }

    public static XeroChange Create(XeroCall call, JsonElement element) => new XeroBankTransactionDraft(call, element, existing: null).Check();

    public static XeroChange Change(XeroCall call, JsonElement element, XeroBankTransaction existing) => new XeroBankTransactionDraft(call, element, existing).Check();

    private XeroChange Check()
    {
        var type = _element.OneOf("Type", "SPEND", "RECEIVE", "SPEND-OVERPAYMENT", "RECEIVE-OVERPAYMENT", "SPEND-PREPAYMENT", "RECEIVE-PREPAYMENT", "SPEND-TRANSFER", "RECEIVE-TRANSFER") ?? _existing?.Type;
        var status = _element.OneOf("Status", "AUTHORISED", "DELETED", "VOIDED");
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
        var date = _element.Day("Date") ?? _existing?.Date ?? _call.Today;
        CheckLockDates(date);
        if (_existing is not null && _existing.Date != date) CheckLockDates(_existing.Date);
        var amounts = _element.OneOf("LineAmountTypes", "Inclusive", "Exclusive", "NoTax") ?? _existing?.LineAmountTypes ?? "Inclusive";
        var lines = Lines(type, amounts);
        var currency = Currency(account);
        CheckUrl();
        if (status is "DELETED" or "VOIDED") _errors.Add("A new Bank Transaction must have the status AUTHORISED.");

        var transaction = Assemble(type, date, amounts, lines, account, currency);
        CheckTotals(transaction);
        return new XeroChange(_errors, _warnings, () =>
        {
            transaction.ContactId = contact!.Value.Apply();
            Note(contact.Value.Contact, type);
            _company.BankTransactions[transaction.BankTransactionId] = transaction;
            return XeroBankTransactions.Wire(_call, transaction);
        });
    }

    private XeroChange Refuse(string error) => new([error], [], () => []);

    private XeroChange Delete(XeroBankTransaction transaction, string status)
    {
        if (transaction.IsReconciled) _errors.Add("This Bank Transaction cannot be deleted as it has been reconciled.");
        CheckLockDates(transaction.Date);
        return new XeroChange(_errors, _warnings, () =>
        {
            transaction.Status = status;
            transaction.UpdatedAt = _call.Now;
            return XeroBankTransactions.Wire(_call, transaction);
        });
    }

    private XeroAccount? BankAccount()
    {
        if (_element.Member("BankAccount") is not { } reference)
        {
            if (_existing is not null) return _company.Accounts[_existing.BankAccountId];
            _errors.Add("A BankAccount must be specified.");
            return null;
        }

        var account = _company.Account(reference.Text("Code"), reference.Id("AccountID"));
        if (account is { Type: "BANK", Status: "ACTIVE" }) return account;
        _errors.Add("The specified bank account details do not match a known bank account");
        return null;
    }

    private (XeroContact? Contact, Func<Guid> Apply)? Contact()
    {
        if (_element.Member("Contact") is { } reference) return XeroContacts.Resolve(_call, reference, _errors);
        if (_existing is { } existing) return (_company.Contacts[existing.ContactId], () => existing.ContactId);
        _errors.Add(XeroContacts.NotIdentified);
        return null;
    }

    private void CheckLockDates(DateOnly date)
    {
        if (_company.EndOfYearLockDate is { } year && date <= year)
            _errors.Add($"The document date cannot be before the end of year lock date, currently set at {year:dd MMM yyyy}");
        else if (_company.PeriodLockDate is { } period && date <= period)
            _errors.Add($"The document date cannot be before the period lock date, currently set at {period:dd MMM yyyy}");
    }

    private IReadOnlyList<XeroLine> Lines(string type, string amounts)
    {
        if (_element.Member("LineItems") is not { ValueKind: JsonValueKind.Array } sent)
        {
            if (_existing is not null && amounts == _existing.LineAmountTypes) return _existing.Lines;
            if (_existing is null) _errors.Add("One or more line items must be specified");
            else _errors.Add("LineItems must be sent when LineAmountTypes changes.");
            return [];
        }

        if (sent.GetArrayLength() == 0) _errors.Add("One or more line items must be specified");
        var lines = new List<XeroLine>(sent.GetArrayLength());
        foreach (var line in sent.EnumerateArray())
        {
            // An existing line is kept by naming its LineItemID; those not listed are gone.
            var id = line.Id("LineItemID") is { } known && _existing?.Lines.Exists(existing => existing.LineItemId == known) == true ? known : Guid.CreateVersion7();
            lines.Add(XeroLineCheck.Read(_call, line, id, type, amounts, _errors));
        }

        if (type.EndsWith("PAYMENT", StringComparison.Ordinal) && lines.Count > 1) _errors.Add("Overpayments and prepayments take exactly one line item.");
        return lines;
    }

    private string Currency(XeroAccount? account)
    {
        if (_element.Text("CurrencyCode") is { Length: > 0 } code && !_company.Currencies.Contains(code, StringComparer.OrdinalIgnoreCase))
            _errors.Add($"Organisation is not subscribed to currency {code}");
        return account?.CurrencyCode ?? _company.BaseCurrency;
    }

    private void CheckUrl()
    {
        if (_element.Text("Url") is { Length: > 0 } url && !Uri.IsWellFormedUriString(url, UriKind.Absolute)) _errors.Add("Url is not a valid absolute URL.");
    }

    private XeroBankTransaction Assemble(string type, DateOnly date, string amounts, IReadOnlyList<XeroLine> lines, XeroAccount? account, string currency)
    {
        var rate = currency == _company.BaseCurrency
            ? 1m
            : _element.Amount("CurrencyRate") ?? (_existing?.CurrencyCode == currency ? _existing.CurrencyRate : _company.DayRates.GetValueOrDefault(currency, 1m));
        if (rate <= 0) _errors.Add("The CurrencyRate must be greater than zero.");
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
            Reference = type is "SPEND" or "RECEIVE" ? _element.Text("Reference") ?? _existing?.Reference : null,
            Url = _element.Text("Url") ?? _existing?.Url,
            CurrencyCode = currency,
            CurrencyRate = rate,
            LineAmountTypes = amounts,
            IsReconciled = _element.Flag("IsReconciled") ?? _existing?.IsReconciled ?? false,
            Lines = [.. lines],
            CreatedAt = _existing?.CreatedAt ?? _call.Now,
            UpdatedAt = _call.Now,
            CreatedBy = _existing?.CreatedBy ?? _call.ClientId,
        };
    }

    /// <summary>Totals are Xero's to compute; those sent are compared, and a client that echoes stale ones is refused (xero-mcp-server#206, #312).</summary>
    private void CheckTotals(XeroBankTransaction transaction)
    {
        if (transaction.Lines.Count == 0) return;
        if (transaction.Total <= 0) _errors.Add("The document total must be greater than zero.");
        if (_element.Amount("SubTotal") is { } subTotal && subTotal != transaction.SubTotal) _errors.Add("The document sub total does not equal the sub total of the lines.");
        if (_element.Amount("TotalTax") is { } tax && tax != transaction.TotalTax) _errors.Add("The document tax total does not equal the tax total of the lines.");
        if (_element.Amount("Total") is { } total && total != transaction.Total) _errors.Add("The document total does not equal the total of the lines.");
    }

    private static void Note(XeroContact? contact, string type)
    {
        if (contact is null) return;
        if (type.StartsWith("SPEND", StringComparison.Ordinal)) contact.IsSupplier = true;
        else contact.IsCustomer = true;
    }
}
