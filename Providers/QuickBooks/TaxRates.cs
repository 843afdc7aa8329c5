using System.Globalization;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>One rate of a tax code. <paramref name="Percent"/>: 20 for 20 %.</summary>
internal sealed record TaxRateShare(string RateId, decimal Percent);

/// <summary>
/// The rates that make up each tax code on sales, kept among the company's details: an entry's own tax must name every rate of its code, and
/// preparing an entry reads nothing.
/// </summary>
internal static class TaxRates
{
    private const string Prefix = "SalesTaxRates:";

    /// <summary>One detail a code, such as <c>SalesTaxRates:5</c> = <c>7=5;8=9.975</c>. Codes with tax on tax, or a rate that is not listed, have none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Details(WireTaxSetup setup)
    {
        var rates = setup.Percentages();
        foreach (var code in setup.Codes.DistinctBy(code => code.Id, StringComparer.Ordinal))
        {
            var details = code.SalesTaxRateList?.TaxRateDetail ?? [];
            if (details.Count > 0 && details.All(detail => IsPlain(detail) && rates.ContainsKey(detail.TaxRateRef!.Value!)))
            {
                yield return new(
                    Prefix + code.Id,
                    string.Join(';', details.Select(detail => string.Create(CultureInfo.InvariantCulture, $"{detail.TaxRateRef!.Value}={rates[detail.TaxRateRef.Value!]}"))));
            }
        }
    }

    /// <summary>The code's rates on sales; null where the company's details name none.</summary>
    public static IReadOnlyList<TaxRateShare>? OnSales(Company company, string codeId) =>
        company.Details.TryGetValue(Prefix + codeId, out var text) ? [.. text.Split(';').Select(Read)] : null;

    /// <summary>Tax on the net alone, by a rate that is named.</summary>
    public static bool IsPlain(WireTaxRateDetail detail) =>
        detail is { TaxTypeApplicable: null or "TaxOnAmount", TaxRateRef.Value: { } id } && !id.AsSpan().ContainsAny(';', '=');

    private static TaxRateShare Read(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return new TaxRateShare(text[..sign], decimal.Parse(text[(sign + 1)..], NumberStyles.Number, CultureInfo.InvariantCulture));
    }
}
