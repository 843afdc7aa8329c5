namespace OrleansLedger.GraphQL.Language;

/// <summary>What a byte can be in a document.</summary>
internal static class Characters
{
    private const byte NameStartFlag = 0x20;
    private const byte DigitFlag = 0x40;
    private const byte IgnoredFlag = 0x80;
    private const byte PunctuatorMask = 0x1F;

    private static readonly byte[] Table = CreateTable();

    public static bool IsNameStart(byte value) => (Table[value] & NameStartFlag) != 0;

    public static bool IsNameContinue(byte value) => (Table[value] & (NameStartFlag | DigitFlag)) != 0;

    public static bool IsDigit(byte value) => (Table[value] & DigitFlag) != 0;

    /// <summary>White space, line terminators and commas.</summary>
    public static bool IsIgnored(byte value) => (Table[value] & IgnoredFlag) != 0;

    /// <summary>The punctuator of a single character, <see cref="TokenKind.EndOfFile"/> when it is none.</summary>
    public static TokenKind Punctuator(byte value) => (TokenKind)(Table[value] & PunctuatorMask);

    private static byte[] CreateTable()
    {
        var table = new byte[256];
        Mark(table, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8, NameStartFlag);
        Mark(table, "0123456789"u8, DigitFlag);
        Mark(table, "\t\n\r ,"u8, IgnoredFlag);
        table['!'] = (byte)TokenKind.Bang;
        table['$'] = (byte)TokenKind.Dollar;
        table['&'] = (byte)TokenKind.Ampersand;
        table['('] = (byte)TokenKind.ParenthesisOpen;
        table[')'] = (byte)TokenKind.ParenthesisClose;
        table[':'] = (byte)TokenKind.Colon;
        table['='] = (byte)TokenKind.Equals;
        table['@'] = (byte)TokenKind.At;
        table['['] = (byte)TokenKind.BracketOpen;
        table[']'] = (byte)TokenKind.BracketClose;
        table['{'] = (byte)TokenKind.BraceOpen;
        table['|'] = (byte)TokenKind.Pipe;
        table['}'] = (byte)TokenKind.BraceClose;
        return table;
    }

    private static void Mark(byte[] table, ReadOnlySpan<byte> values, byte flag)
    {
        foreach (var value in values)
        {
            table[value] = flag;
        }
    }
}
