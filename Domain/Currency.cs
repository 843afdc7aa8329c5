using System.Collections.Frozen;

namespace OrleansLedger.Domain;

/// <summary>The currencies of ISO 4217 and the number of decimals their amounts have.</summary>
/// <remarks>
/// The active list (https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml), without the
/// codes
/// for metals, tests and units of account that have no decimals there; and the currencies withdrawn since 2016, which older transactions
/// are in.
/// </remarks>
public static class Currency
{
    private const string Active =
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP
        CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
        KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
        PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
        USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """;

    private const string WithdrawnSince2016 = "ANG BGN BYR CUC HRK MRO SLL STD VEF ZWL";

    private const string WithoutDecimals = "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private const string WithFourDecimals = "CLF UYW";

    private static readonly FrozenDictionary<string, int> s_decimals = Codes($"{Active} {WithdrawnSince2016}").ToFrozenDictionary(
        code => code,
        code => Codes(WithoutDecimals).Contains(code) ? 0 : Codes(WithThreeDecimals).Contains(code) ? 3 : Codes(WithFourDecimals).Contains(code) ? 4 : 2,
        StringComparer.Ordinal);

    /// <summary>
    /// The decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF; 2 for a code that is not known.
    /// </summary>
    public static int Decimals(string currency) => s_decimals.GetValueOrDefault(currency, 2);

    /// <summary>True for a code of ISO 4217. Whether a company uses the currency, the company decides.</summary>
    public static bool IsKnown(string? currency) => currency is not null && s_decimals.ContainsKey(currency);

    /// <summary>True for three upper-case letters.</summary>
    public static bool IsWellFormed(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    private static string[] Codes(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
