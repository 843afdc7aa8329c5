using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Vouchers;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>How invoices and their payments reach the ledger: through the series that is set for their kind.</summary>
internal static class InvoiceBooks
{
    public const int Receivables = 1510;
    private const int Rounding = 3740;

    /// <summary>Receivable against sales and VAT, all in SEK; a credit invoice the other way round.</summary>
    public static IReadOnlyList<VoucherDraftRow> RowsOf(Invoice invoice)
    {
        var amounts = new List<(int Account, decimal Amount)> { (Receivables, invoice.InSek(invoice.Totals.Total)) };
        amounts.AddRange(invoice.Rows.Where(row => row.Total != 0).GroupBy(row => row.AccountNumber!.Value)
            .Select(rows => (rows.Key, -invoice.InSek(rows.Sum(row => InvoiceTotals.NetOf(row, invoice.VatIncluded))))));
        amounts.AddRange(invoice.Totals.ByRate.Where(sum => sum.Vat != 0).Select(sum => (Books.VatRates.TaxAccount(sum.Rate), -invoice.InSek(sum.Vat))));
        // What rounding of rates and rows leaves over.
        amounts.Add((Rounding, -amounts.Sum(entry => entry.Amount)));
        return [.. amounts.Where(entry => entry.Amount != 0).Select(entry => VoucherDraftRow.Of(entry.Account, entry.Amount))];
    }

    /// <returns>Key of the voucher, or why it cannot be posted.</returns>
    public static (PostedVoucher? Voucher, FortnoxError? Wrong) Post(FortnoxCall call, string referenceType, int number, DateOnly on, string description, IReadOnlyList<VoucherDraftRow> rows)
    {
        var draft = new VoucherDraft
        {
            Series = call.Company.PredefinedVoucherSeries[referenceType],
            Description = description,
            TransactionOn = on,
            ReferenceType = referenceType,
            ReferenceNumber = number.ToString(CultureInfo.InvariantCulture),
            Rows = rows,
        };
        var year = call.Company.YearOf(on) ?? call.Company.Selected;
        if (VoucherRules.Check(call.Company, year, draft) is { } wrong) return (null, wrong);
        var posted = VoucherRules.Post(call, year, draft);
        return (new PostedVoucher(posted.Series, posted.Number, posted.Year), null);
    }
}
