using System.Runtime.InteropServices;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>A position in a source text as people count: line and column begin at 1, columns are UTF-16 code units.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceLocation(int Line, int Column)
{
    /// <summary>The position of a byte of a UTF-8 source. Line terminators are LF, CR and CR LF.</summary>
    /// <param name="source">The UTF-8 text.</param>
    /// <param name="offset">A byte offset into it; the text's length is the position after its end.</param>
    public static SourceLocation Of(ReadOnlySpan<byte> source, int offset)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < offset; i++)
        {
            var isCarriageReturn = source[i] == '\r';
            if (isCarriageReturn && i + 1 < source.Length && source[i + 1] == '\n')
            {
                if (i + 1 == offset)
                {
                    break;
                }

                i++;
            }

            if (isCarriageReturn || source[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new SourceLocation(line, Encoding.UTF8.GetCharCount(source[lineStart..offset]) + 1);
    }
}
