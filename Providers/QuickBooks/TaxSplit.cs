using OrleansLedger.Domain;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>A gross amount taken apart into net and tax, so that both together are the gross to the last unit.</summary>
/// <param name="Net">In the currency's decimals, at most two: whole in a currency without decimals.</param>
/// <param name="Taxes">The tax of each rate, in the order of the rates.</param>
internal sealed record TaxSplit(decimal Net, IReadOnlyList<(TaxRateShare Rate, decimal Amount)> Taxes)
{
    private const int Cents = 2;

    public decimal Tax => Taxes.Sum(tax => tax.Amount);

    /// <summary>Whether QuickBooks, left to itself, would compute the same tax: each rate over the net, in cents.</summary>
    public bool IsWhatQuickBooksComputes => Taxes.Sum(tax => Round(Net * tax.Rate.Percent / 100, Cents)) == Tax;

    /// <summary>The rates share the tax by their size; what rounding leaves goes to the last.</summary>
    public static TaxSplit Of(Money gross, IReadOnlyList<TaxRateShare> rates)
    {
        var decimals = Decimals(gross.Currency);
        var percent = rates.Sum(rate => rate.Percent);
        var net = NetOf(gross, percent);
        var tax = Math.Abs(gross.Amount) - net;
        var taxes = new List<(TaxRateShare, decimal)>(rates.Count);
        var (shared, reached) = (0m, 0m);
        foreach (var rate in rates)
        {
            // Rounding the running sum, not each share, keeps every share at or above zero, however many there are.
            reached += rate.Percent;
            var upToHere = percent == 0 ? 0 : Round(tax * reached / percent, decimals);
            taxes.Add((rate, upToHere - shared));
            shared = upToHere;
        }

        return new TaxSplit(net, taxes);
    }

    public static decimal NetOf(Money gross, decimal percent) => Round(Math.Abs(gross.Amount) / (1 + (percent / 100)), Decimals(gross.Currency));

    private static int Decimals(string currency) => Math.Min(Cents, Currency.Decimals(currency));

    private static decimal Round(decimal amount, int decimals) => decimal.Round(amount, decimals, MidpointRounding.AwayFromZero);
}
