using System.Collections.Frozen;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>QuickBooks names countries by two letters, and since late 2025 in places by three.</summary>
internal static class Countries
{
    /// <summary>The countries QuickBooks Online is sold in or was, as alpha-3 and alpha-2. (RegionInfo knows none in the invariant globalization mode.)</summary>
    private const string Pairs =
        "AUS:AU AUT:AT BEL:BE BRA:BR CAN:CA CHE:CH CHN:CN DEU:DE DNK:DK ESP:ES FIN:FI FRA:FR GBR:GB HKG:HK IDN:ID IND:IN IRL:IE ISR:IL ITA:IT "
        + "JPN:JP KEN:KE LUX:LU MEX:MX MYS:MY NGA:NG NLD:NL NOR:NO NZL:NZ PHL:PH POL:PL PRT:PT SAU:SA SGP:SG SWE:SE THA:TH TUR:TR ARE:AE USA:US ZAF:ZA";

    private static readonly FrozenDictionary<string, string> s_alpha2 =
        Pairs.Split(' ').Select(pair => pair.Split(':')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>Two letters in upper case, or null for what is not known as a country.</summary>
    public static string? Alpha2(string? country) => country?.Trim() switch
    {
        { Length: 2 } two when two.All(char.IsAsciiLetter) => two.ToUpperInvariant(),
        { Length: 3 } three => s_alpha2.GetValueOrDefault(three),
        _ => null,
    };
}
