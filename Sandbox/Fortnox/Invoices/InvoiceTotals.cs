namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>The sums of an invoice in its currency. VAT is reckoned and rounded for each rate, not for each row; totals are not rounded to whole kronor.</summary>
internal sealed record InvoiceTotals(IReadOnlyList<TaxedSum> ByRate)
{
    public decimal Net => ByRate.Sum(sum => sum.Net);

    public decimal Vat => ByRate.Sum(sum => sum.Vat);

    public decimal Total => Net + Vat;

    public static InvoiceTotals Of(Invoice invoice) => new([.. invoice.Rows.GroupBy(row => row.Vat).OrderByDescending(rows => rows.Key).Select(rows => Sum(rows.Key, rows.Sum(row => row.Total), invoice.VatIncluded))]);

    /// <summary>A row's part of the net.</summary>
    public static decimal NetOf(InvoiceRow row, bool vatIncluded) => Sum(row.Vat, row.Total, vatIncluded).Net;

    private static TaxedSum Sum(int rate, decimal sum, bool vatIncluded)
    {
        if (!vatIncluded) return new TaxedSum(rate, sum, Math.Round(sum * rate / 100, 2, MidpointRounding.AwayFromZero));
        var net = Math.Round(sum * 100 / (100 + rate), 2, MidpointRounding.AwayFromZero);
        return new TaxedSum(rate, net, sum - net);
    }
}

/// <param name="Rate">Percent.</param>
internal sealed record TaxedSum(int Rate, decimal Net, decimal Vat);
