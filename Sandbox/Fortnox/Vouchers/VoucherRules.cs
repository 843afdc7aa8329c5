using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Vouchers;

/// <summary>What a voucher must satisfy before it gets a number. Once posted it stays as it is.</summary>
internal static class VoucherRules
{
    /// <returns>Why the voucher cannot be posted to <paramref name="year"/>; null when it can.</returns>
    public static FortnoxError? Check(FortnoxCompany company, FinancialYear year, VoucherDraft draft)
    {
        if (company.YearOf(draft.TransactionOn) is null) return FortnoxError.Rule($"Räkenskapsår saknas för valt datum ({FortnoxValue.Date(draft.TransactionOn)}).");
        if (!year.Covers(draft.TransactionOn)) return FortnoxError.Rule($"Transaktionsdatumet {FortnoxValue.Date(draft.TransactionOn)} ligger utanför valt räkenskapsår ({FortnoxValue.Date(year.From)} - {FortnoxValue.Date(year.To)}).");
        if (company.IsLocked(draft.TransactionOn)) return FortnoxError.PeriodLocked(company.Name, company.LockedUntil!.Value);
        if (!year.Series.TryGetValue(draft.Series, out var series)) return FortnoxError.Rule($"Verifikationsserien {draft.Series} finns inte.");
        // The series of Fortnox's own modules are closed to hands, not to the modules.
        if (!series.Manual && draft.ReferenceType == Voucher.ByHand) return FortnoxError.Rule($"Verifikationsserien är inte manuell ({draft.Series}).");
        if (draft.CostCenter is not null) return FortnoxError.Rule($"Kostnadsstället {draft.CostCenter} finns inte.");
        if (draft.Project is not null) return FortnoxError.Rule($"Projektet {draft.Project} finns inte.");
        if (draft.Rows.Count < 2) return FortnoxError.Rule("En verifikation måste ha minst två rader.");
        foreach (var row in draft.Rows)
            if (CheckRow(year, row) is { } wrong) return wrong;

        var debit = draft.Rows.Sum(row => row.Debit);
        var credit = draft.Rows.Sum(row => row.Credit);
        return debit == credit ? null : FortnoxError.Rule(string.Create(CultureInfo.InvariantCulture, $"Verifikationen balanserar inte. Debet {debit:0.00}, kredit {credit:0.00}."));
    }

    /// <summary>Gives a checked voucher the next number of its series and moves the accounts.</summary>
    public static Voucher Post(FortnoxCall call, FinancialYear year, VoucherDraft draft)
    {
        var series = year.Series[draft.Series];
        var voucher = new Voucher
        {
            Year = year.Id,
            Series = series.Code,
            Number = series.Vouchers.Count + 1,
            Description = draft.Description,
            TransactionOn = draft.TransactionOn,
            Comments = draft.Comments,
            ReferenceType = draft.ReferenceType,
            ReferenceNumber = draft.ReferenceNumber,
            PostedAt = call.Now,
            Rows = [.. draft.Rows.Select(row => new VoucherRow(row.Account, row.Debit, row.Credit, row.Description ?? year.Accounts[row.Account].Description, row.TransactionInformation, row.Quantity))],
        };
        series.Vouchers.Add(voucher);
        foreach (var row in voucher.Rows) year.Accounts[row.Account].Movement += row.Debit - row.Credit;
        call.Happened(TopicEvent.OfVoucher("voucher-created-v1", voucher));
        return voucher;
    }

    private static FortnoxError? CheckRow(FinancialYear year, VoucherDraftRow row)
    {
        if (row.Account is < 1000 or > 9999) return FortnoxError.Rule($"Ogiltigt konto ({row.Account}).");
        if (!year.Accounts.TryGetValue(row.Account, out var account)) return FortnoxError.RowAccountNotFound(row.Account);
        if (!account.Active) return FortnoxError.Rule($"Konto {row.Account} är inte aktivt.");
        if (row.Debit < 0 || row.Credit < 0) return FortnoxError.Rule($"Belopp får inte vara negativa (konto {row.Account}).");
        if (row.Debit != 0 && row.Credit != 0) return FortnoxError.Rule($"En rad kan inte ha både debet och kredit (konto {row.Account}).");
        if (row.CostCenter is not null) return FortnoxError.Rule($"Kostnadsstället {row.CostCenter} finns inte.");
        if (row.Project is not null) return FortnoxError.Rule($"Projektet {row.Project} finns inte.");
        if (account.CostCenterSettings == "MANDATORY") return FortnoxError.Rule($"Kostnadsställe måste anges för konto {row.Account}.");
        if (account.ProjectSettings == "MANDATORY") return FortnoxError.Rule($"Projekt måste anges för konto {row.Account}.");
        return account.TransactionInformationSettings switch
        {
            "MANDATORY" when string.IsNullOrEmpty(row.TransactionInformation) => FortnoxError.Rule($"Transaktionsinformation måste anges för konto {row.Account}."),
            "NOTALLOWED" when !string.IsNullOrEmpty(row.TransactionInformation) => FortnoxError.Rule($"Transaktionsinformation får inte anges för konto {row.Account}."),
            _ => null,
        };
    }
}
