using System.Text;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>
/// Lines and columns of many places of one document. It goes on from the place before, so that the places of an error, which mostly stand in the order of the
/// text, cost one reading of it rather than one each.
/// </summary>
internal sealed class LocationCursor(ReadOnlyMemory<byte> source)
{
    private int offset;
    private int line = 1;
    private int column = 1;

    public SourceLocation At(int target)
    {
        if (target < offset)
        {
            (offset, line, column) = (0, 1, 1);
        }

        var text = source.Span[offset..target];
        while (text.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            var isPair = text[end] == '\r' && offset + end + 1 < source.Length && source.Span[offset + end + 1] == '\n';
            var next = Math.Min(isPair ? end + 2 : end + 1, text.Length);
            offset += next;
            text = text[next..];
            line++;
            column = 1;
        }

        column += Encoding.UTF8.GetCharCount(text);
        offset = target;
        return new SourceLocation(line, column);
    }
}
