namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Countries that customers can be in. Requests name them by code; answers add the Swedish name.</summary>
internal static class Countries
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["AT"] = "Österrike", ["AU"] = "Australien", ["BE"] = "Belgien", ["BG"] = "Bulgarien", ["CA"] = "Kanada", ["CH"] = "Schweiz", ["CN"] = "Kina", ["CY"] = "Cypern",
        ["CZ"] = "Tjeckien", ["DE"] = "Tyskland", ["DK"] = "Danmark", ["EE"] = "Estland", ["ES"] = "Spanien", ["FI"] = "Finland", ["FR"] = "Frankrike", ["GB"] = "Storbritannien",
        ["GR"] = "Grekland", ["HR"] = "Kroatien", ["HU"] = "Ungern", ["IE"] = "Irland", ["IN"] = "Indien", ["IS"] = "Island", ["IT"] = "Italien", ["JP"] = "Japan",
        ["LT"] = "Litauen", ["LU"] = "Luxemburg", ["LV"] = "Lettland", ["MT"] = "Malta", ["NL"] = "Nederländerna", ["NO"] = "Norge", ["NZ"] = "Nya Zeeland", ["PL"] = "Polen",
        ["PT"] = "Portugal", ["RO"] = "Rumänien", ["SE"] = "Sverige", ["SG"] = "Singapore", ["SI"] = "Slovenien", ["SK"] = "Slovakien", ["UA"] = "Ukraina", ["US"] = "USA",
    };

    /// <returns>Null for a code that is not in the register.</returns>
    public static string? NameOf(string code) => Names.GetValueOrDefault(code);
}
