using System.Text;

namespace OrleansLedger.AppHost.Demo.Receipts;

/// <summary>A font of 5 by 7 pixels, capitals and digits, for pictures made without any font on the machine.</summary>
internal static class PixelFont
{
    public const int Width = 5;
    public const int Height = 7;

    /// <summary>A letter the font does not have: an outlined box, as readers show it.</summary>
    private const long Missing = 0x7E318C63F;

    /// <summary>35 bits a glyph, rows from the top, the leftmost pixel of a row first.</summary>
    private static readonly Dictionary<char, long> s_glyphs = new()
    {
        [' '] = 0,
        ['0'] = 0x3A33AE62E,
        ['1'] = 0x11842108E,
        ['2'] = 0x3A211111F,
        ['3'] = 0x7C441062E,
        ['4'] = 0x08CA97C42,
        ['5'] = 0x7E1E0862E,
        ['6'] = 0x1910F462E,
        ['7'] = 0x7C2222108,
        ['8'] = 0x3A317462E,
        ['9'] = 0x3A317844C,
        ['A'] = 0x3A31FC631,
        ['B'] = 0x7A31F463E,
        ['C'] = 0x3A308422E,
        ['D'] = 0x7A318C63E,
        ['E'] = 0x7E10F421F,
        ['F'] = 0x7E10F4210,
        ['G'] = 0x3A30BC62F,
        ['H'] = 0x4631FC631,
        ['I'] = 0x38842108E,
        ['J'] = 0x1C4210A4C,
        ['K'] = 0x4654C5251,
        ['L'] = 0x42108421F,
        ['M'] = 0x4775AC631,
        ['N'] = 0x47359C631,
        ['O'] = 0x3A318C62E,
        ['P'] = 0x7A31F4210,
        ['Q'] = 0x3A318D64D,
        ['R'] = 0x7A31F5251,
        ['S'] = 0x3E107043E,
        ['T'] = 0x7C8421084,
        ['U'] = 0x46318C62E,
        ['V'] = 0x46318C544,
        ['W'] = 0x4631AD771,
        ['X'] = 0x462A22A31,
        ['Y'] = 0x462A21084,
        ['Z'] = 0x7C222221F,
        ['-'] = 0x0000F8000,
        ['.'] = 0x00000018C,
    };

    public static long Glyph(Rune rune) =>
        rune.IsBmp && s_glyphs.TryGetValue(char.ToUpperInvariant((char)rune.Value), out var glyph) ? glyph : Missing;

    public static bool IsInk(long glyph, int x, int y) => (glyph >> ((Width * Height) - 1 - (y * Width) - x) & 1) != 0;
}
