using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books.ManualJournals;

/// <summary>Checks one manual journal: two lines at least, accounts a person may post to, debits equal to credits.</summary>
internal sealed class XeroManualJournalDraft(XeroCall call, JsonElement element, XeroManualJournal? existing)
{
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    public XeroChange Check()
    {
        var status = element.OneOf("Status", "DRAFT", "POSTED", "DELETED", "VOIDED", "ARCHIVED") ?? existing?.Status ?? "DRAFT";
        if (!CanBecome(existing?.Status, status)) return new XeroChange(["Manual Journal not of valid status for modification"], [], () => []);
        if (existing is not null && status is "DELETED" or "VOIDED") return End(existing, status);

        var narration = element.Text("Narration") ?? existing?.Narration;
        if (string.IsNullOrWhiteSpace(narration)) _errors.Add("Narration is a mandatory field.");
        var date = element.Day("Date") ?? existing?.Date ?? call.Today;
        XeroLockDates.Check(call.Company, date, _errors);
        if (existing is not null && existing.Date != date) XeroLockDates.Check(call.Company, existing.Date, _errors);
        var amounts = element.OneOf("LineAmountTypes", "NoTax", "Exclusive", "Inclusive") ?? existing?.LineAmountTypes ?? "NoTax";
        var lines = Lines(amounts, isPosted: status == "POSTED");
        CheckBalance(lines, amounts);
        var journal = new XeroManualJournal
        {
            ManualJournalId = existing?.ManualJournalId ?? Guid.CreateVersion7(),
            Narration = narration ?? "",
            Date = date,
            Status = status,
            LineAmountTypes = amounts,
            Url = element.Text("Url") ?? existing?.Url,
            ShowOnCashBasisReports = element.Flag("ShowOnCashBasisReports") ?? existing?.ShowOnCashBasisReports ?? true,
            Lines = lines,
            UpdatedAt = call.Now,
        };
        return new XeroChange(_errors, _warnings, () =>
        {
            call.Company.ManualJournals[journal.ManualJournalId] = journal;
            return XeroManualJournals.Wire(call, journal);
        });
    }

    /// <summary>A draft is deleted, a posted journal voided; both for ever.</summary>
    private static bool CanBecome(string? from, string to) => (from, to) switch
    {
        (null, "DRAFT" or "POSTED") => true,
        ("DRAFT", "DRAFT" or "POSTED" or "DELETED") => true,
        ("POSTED", "POSTED" or "VOIDED") => true,
        _ => false,
    };

    private XeroChange End(XeroManualJournal journal, string status)
    {
        if (status == "VOIDED") XeroLockDates.Check(call.Company, journal.Date, _errors);
        return new XeroChange(_errors, _warnings, () =>
        {
            journal.Status = status;
            journal.UpdatedAt = call.Now;
            return XeroManualJournals.Wire(call, journal);
        });
    }

    /// <summary>Lines have no ids of their own: those sent replace all there are.</summary>
    private IReadOnlyList<XeroJournalLine> Lines(string amounts, bool isPosted)
    {
        if (element.Member("JournalLines") is { ValueKind: JsonValueKind.Array } sent) return [.. sent.EnumerateArray().Select(line => Line(line, amounts, isPosted))];
        if (isPosted && existing?.Lines.Any(line => line.AccountId is null) == true) _errors.Add("Account code must be specified.");
        return existing?.Lines ?? [];
    }

    private XeroJournalLine Line(JsonElement line, string amounts, bool isPosted)
    {
        var account = Account(line, isPosted);
        var amount = XeroJson.Round(line.Amount("LineAmount") ?? 0m);
        var type = amounts == "NoTax" ? "NONE" : line.Text("TaxType") is { Length: > 0 } named ? named : account?.TaxType ?? "NONE";
        var tax = XeroTax.Rate(call.Company, type, account, _errors) is { } rate ? XeroTax.Amount(amount, rate, amounts) : 0m;
        return new XeroJournalLine(amount, account?.AccountId, account?.Code, line.Text("Description"), type, tax);
    }

    private XeroAccount? Account(JsonElement line, bool isPosted)
    {
        var (code, id) = (line.Text("AccountCode"), line.Id("AccountID"));
        var name = string.IsNullOrEmpty(code) ? id?.ToString() : code;
        var account = call.Company.Account(code, string.IsNullOrEmpty(code) ? id : null);
        if (account is null && !isPosted)
        {
            // On a draft Xero drops what it does not know and says so only in a warning.
            if (name is not null) _warnings.Add($"Account code '{name}' has been removed as it does not match a recognised account.");
            return null;
        }

        if (name is null) _errors.Add("Account code must be specified.");
        else if (account is null || account.Type is "BANK" or "INVENTORY" || account.SystemAccount is "DEBTORS" or "CREDITORS" or "RETAINEDEARNINGS") _errors.Add($"Account code '{name}' is not a valid code for this document.");
        else if (account.Status != "ACTIVE") _errors.Add($"Account code '{name}' has been archived, or has been deleted. Each line item must reference a valid account.");
        return account;
    }

    private void CheckBalance(IReadOnlyList<XeroJournalLine> lines, string amounts)
    {
        if (lines.Count < 2) _errors.Add("A Manual Journal must have at least two lines.");
        var gross = lines.Select(line => line.Amount + (amounts == "Exclusive" ? line.TaxAmount : 0m)).ToList();
        var (debits, credits) = (gross.Where(amount => amount > 0).Sum(), gross.Where(amount => amount < 0).Sum());
        if (debits + credits != 0) _errors.Add($"The total debits ({debits:0.00}) must equal total credits ({credits:0.00})");
    }
}
