using System.Globalization;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// A voucher's natural key: its series, its number in the series, and the id of the financial year, without which the first two repeat
/// every year. As a remote id <c>A/12/3</c>; people say <c>A12</c>.
/// </summary>
internal readonly record struct VoucherId(string Series, long Number, string FinancialYear)
{
    public RemoteEntry Entry => new(ToString(), $"{Series}{Number}");

    public override string ToString() => $"{Series}/{Number}/{FinancialYear}";

    /// <exception cref="FormatException">It is no voucher's remote id.</exception>
    public static VoucherId Parse(string remoteId) => TryParse(remoteId)
        ?? throw new FormatException($"'{remoteId}' is not a Fortnox voucher: expected series/number/financial year, as in A/12/3.");

    public static VoucherId? TryParse(string remoteId) => remoteId.Split('/') is [{ Length: > 0 } series, var number, { Length: > 0 } year]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new VoucherId(series, parsed, year)
            : null;

    /// <summary>Null where an answer lacks series or number; <paramref name="listedYear"/> is the year it was asked for in, where it does not say its own.</summary>
    public static VoucherId? Of(Voucher voucher, string listedYear) => voucher is { VoucherSeries: { Length: > 0 } series, VoucherNumber: { } number }
        ? new VoucherId(series, number, voucher.Year?.ToString(CultureInfo.InvariantCulture) ?? listedYear)
        : null;
}
