using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>Checks one invoice, bill or credit note.</summary>
internal sealed class XeroTradeDocumentDraft : XeroDocumentDraft
{
    private const int LongestNumber = 255;
    private readonly XeroTradeKind _kind;
    private readonly XeroTradeDocument? _existing;

    private XeroTradeDocumentDraft(XeroTradeKind kind, XeroCall call, JsonElement element, XeroTradeDocument? existing) : base(call, element, existing)
    {
        _kind = kind;
        _existing = existing;
    }

    /// <param name="existing">Null to create.</param>
    public static XeroChange Check(XeroTradeKind kind, XeroCall call, JsonElement element, XeroTradeDocument? existing) => new XeroTradeDocumentDraft(kind, call, element, existing).Check();

    private XeroChange Check()
    {
        var type = Element.OneOf("Type", [.. _kind.Types]) ?? _existing?.Type;
        var status = Element.OneOf("Status", XeroTradeStatus.All) ?? _existing?.Status ?? "DRAFT";
        var amounts = Element.OneOf("LineAmountTypes", "Exclusive", "Inclusive", "NoTax") ?? _existing?.LineAmountTypes ?? "Exclusive";
        if (type is null) return Refuse("The Type field is mandatory.");
        if (_existing is null && !XeroTradeStatus.CanBegin(status)) return Refuse($"A new {_kind.Noun} must have the status DRAFT, SUBMITTED or AUTHORISED.");
        if (_existing is not null)
        {
            if (_existing.Type != type) return Refuse($"The Type of a {_kind.Noun} cannot be changed.");
            if (XeroSettledEdit.Refusal(_kind, _existing, Element, status) is { Count: > 0 } refusal) return Refuse(refusal);
            if (status is "DELETED" or "VOIDED") return End(_existing, status);
        }

        return Store(Assemble(type, status, amounts));
    }

    /// <summary>DELETED or VOIDED: nothing else that was sent counts.</summary>
    private XeroChange End(XeroTradeDocument document, string status)
    {
        if (status == "VOIDED") XeroLockDates.Check(Company, document.Date, Errors);
        return new XeroChange(Errors, Warnings, () =>
        {
            document.Status = status;
            document.UpdatedAt = Call.Now;
            return Announced(document, isNew: false);
        });
    }

    private XeroChange Store((XeroTradeDocument Document, Func<Guid>? Contact) draft)
    {
        var (document, contact) = draft;
        if (_existing is { IsSettled: true } && !XeroSettledEdit.KeepsAmounts(_existing, document)) Errors.AddRange(XeroSettledEdit.Messages(_kind));
        return new XeroChange(Errors, Warnings, () =>
        {
            document.ContactId = StoreContact(contact!, document.IsSale);
            if (document.IsSale && string.IsNullOrEmpty(document.Number)) document.Number = _kind.NextNumber(Company);
            _kind.Documents(Company)[document.Id] = document;
            // Nothing to pay is paid at once; a document already settled keeps its state and, where only its due date changed, its time of update.
            if (!document.IsSettled) document.Settle(document.Date, Call.Now);
            return Announced(document, _existing is null);
        });
    }

    private JsonObject Announced(XeroTradeDocument document, bool isNew)
    {
        Call.Happened(document, isNew);
        return XeroTradeDocumentWire.Write(Call, document);
    }

    private (XeroTradeDocument, Func<Guid>?) Assemble(string type, string status, string amounts)
    {
        var isSale = type == _kind.Types[0];
        var contact = Contact();
        var date = Date();
        var lines = Lines(new XeroLineRules(XeroTradeStatus.MustBeComplete(status) ? XeroAccountNeed.RequiredWithAmount : XeroAccountNeed.Optional, NeedsAmount: false, TakesTaxAmount: true, TakesDiscount: type == "ACCREC", isSale), amounts);
        var currency = Element.Text("CurrencyCode")?.ToUpperInvariant() is { Length: > 0 } code ? code : _existing?.CurrencyCode ?? Company.BaseCurrency;
        CheckSubscribed(currency);
        var document = new XeroTradeDocument
        {
            Id = _existing?.Id ?? Guid.CreateVersion7(),
            Type = type,
            Number = Number(isSale),
            ContactId = _existing?.ContactId ?? Guid.Empty,
            Date = date,
            DueOn = Element.Day("DueDate") ?? _existing?.DueOn,
            PlannedPaymentOn = isSale ? null : Element.Day("PlannedPaymentDate") ?? _existing?.PlannedPaymentOn,
            ExpectedPaymentOn = isSale ? Element.Day("ExpectedPaymentDate") ?? _existing?.ExpectedPaymentOn : null,
            // A purchase has none of its own: what people call a bill's reference is its number.
            Reference = isSale ? Element.Text("Reference") ?? _existing?.Reference : null,
            Url = Url(),
            BrandingThemeId = Element.Text("BrandingThemeID") ?? _existing?.BrandingThemeId,
            CurrencyCode = currency,
            CurrencyRate = Rate(currency),
            LineAmountTypes = amounts,
            Status = status,
            SentToContact = SentToContact(status),
            Lines = lines,
            Payments = _existing?.Payments ?? [],
            AmountPaid = _existing?.AmountPaid ?? 0m,
            Allocations = _existing?.Allocations ?? [],
            FullyPaidOn = _existing?.FullyPaidOn,
            CreatedAt = _existing?.CreatedAt ?? Call.Now,
            UpdatedAt = _existing is { IsSettled: true } settled && XeroSettledEdit.GoesUnnoticed(_kind, Element) ? settled.UpdatedAt : Call.Now,
            CreatedBy = _existing?.CreatedBy ?? Call.ClientId,
        };
        CheckTotals(document, $"The {_kind.Noun.ToLowerInvariant()} total does not equal the sum of the lines.");
        if (XeroTradeStatus.MustBeComplete(status)) CheckComplete(document);
        return (document, contact);
    }

    private string? Number(bool isSale)
    {
        var number = Element.Text(_kind.NumberName) is { Length: > 0 } sent ? sent : _existing?.Number;
        if (number is { Length: > LongestNumber }) Errors.Add($"{_kind.NumberName} exceeds the maximum length of {LongestNumber} characters.");
        if (isSale && _kind.Numbered(Company, number) is { } holder && holder.Id != _existing?.Id) Errors.Add(_kind.NumberTaken);
        return number;
    }

    private bool SentToContact(string status)
    {
        var isSent = _existing?.SentToContact ?? false;
        if (Element.Flag("SentToContact") is not { } wanted || wanted == isSent) return isSent;
        if (status == "AUTHORISED") return wanted;
        Warnings.Add($"Only AUTHORISED {_kind.Noun.ToLowerInvariant()}s may have SentToContact updated.");
        return isSent;
    }

    private void CheckComplete(XeroTradeDocument document)
    {
        RequireLines(document.Lines);
        if (document is { IsCredit: false, DueOn: null }) Errors.Add("Due Date must be specified.");
        // Lines sent were checked as they were read; these are the ones a draft had before.
        if (Element.Member("LineItems") is null && document.Lines.Any(line => !line.IsTextOnly && line.AccountId is null)) Errors.Add("Account code must be specified.");
        if (document.Total < 0) Errors.Add("The document total must not be less than zero.");
        if (document.Status == "AUTHORISED" && _existing?.Status != "AUTHORISED") XeroPlanCap.Check(Company, document, Call.Now, Errors);
    }
}
