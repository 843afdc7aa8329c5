using System.Collections.Frozen;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// Letters with accents, put together and taken apart. The framework's own normalisation does nothing here: the product runs with invariant
/// globalisation (Directory.Build.props), which has no Unicode tables.
/// </summary>
internal static class LatinLetters
{
    /// <summary>For each combining mark, plain letter and accented letter in turn (canonical compositions of Unicode).</summary>
    private static readonly Dictionary<char, string> s_pairs = new()
    {
        ['\u0300'] = "AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳ",
        ['\u0301'] = "AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzź",
        ['\u0302'] = "AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑ",
        ['\u0303'] = "AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹ",
        ['\u0304'] = "AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳ",
        ['\u0306'] = "AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭ",
        ['\u0307'] = "AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzż",
        ['\u0308'] = "AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿ",
        ['\u030a'] = "AÅUŮaåuůwẘyẙ",
        ['\u030b'] = "OŐUŰoőuű",
        ['\u030c'] = "AǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzž",
        ['\u0327'] = "CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ",
        ['\u0328'] = "AĄEĘIĮOǪUŲaąeęiįoǫuų",
    };

    private static readonly FrozenDictionary<(char Letter, char Mark), char> s_composed = s_pairs
        .SelectMany(mark => mark.Value.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], mark.Key), pair[1])))
        .ToFrozenDictionary();

    private static readonly FrozenDictionary<char, char> s_plain = s_composed.ToFrozenDictionary(entry => entry.Value, entry => entry.Key.Letter);

    /// <summary>One letter for the two, or null where Unicode has none.</summary>
    public static char? Compose(char letter, char mark) => s_composed.TryGetValue((letter, mark), out var composed) ? composed : null;

    /// <summary>The letter without its accent; any other character as it is.</summary>
    public static char Plain(char letter) => s_plain.GetValueOrDefault(letter, letter);
}
