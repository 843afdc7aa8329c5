using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>The form of an answer.</summary>
internal enum AnswerForm
{
    /// <summary>Nothing the client accepts can be given.</summary>
    None,

    /// <summary>application/json</summary>
    Json,

    /// <summary>application/graphql-response+json</summary>
    GraphQLResponse,

    /// <summary>text/event-stream</summary>
    EventStream,

    /// <summary>text/html</summary>
    Html,
}

/// <summary>Chooses the form of an answer by the request's <c>Accept</c> (RFC 9110, section 12.5.1).</summary>
internal static class AcceptHeader
{
    /// <summary>The form with the highest weight; among equals the one listed first. A wildcard stands for application/json first, and never for a stream or a page.</summary>
    /// <param name="header">The header's value; empty where there is none, which stands for application/graphql-response+json (GraphQL over HTTP, "Legacy watershed").</param>
    /// <param name="eventStream">Whether a stream can be given.</param>
    /// <param name="html">Whether a page can be given.</param>
    public static AnswerForm Choose(ReadOnlySpan<char> header, bool eventStream, bool html)
    {
        if (header.IsEmpty)
        {
            return AnswerForm.GraphQLResponse;
        }

        Span<Weight> weights = stackalloc Weight[(int)AnswerForm.Html + 1];
        var position = 0;
        foreach (var range in header.Split(','))
        {
            Note(weights, header[range].Trim(), ++position);
        }

        var best = AnswerForm.None;
        for (var form = AnswerForm.Json; form <= AnswerForm.Html; form++)
        {
            var given = form switch { AnswerForm.Html => html, AnswerForm.EventStream => eventStream, _ => true };
            if (given && weights[(int)form].Value > 0 &&
                (best == AnswerForm.None || weights[(int)form].IsPreferredTo(weights[(int)best])))
            {
                best = form;
            }
        }

        return best;
    }

    private static void Note(Span<Weight> weights, ReadOnlySpan<char> range, int position)
    {
        var end = range.IndexOf(';');
        var name = (end < 0 ? range : range[..end]).Trim();
        var value = end < 0 ? 1 : QualityOf(range[end..]);
        if (Is(name, "application/json"))
        {
            weights[(int)AnswerForm.Json].Note(value, 3, position);
        }
        else if (Is(name, "application/graphql-response+json"))
        {
            weights[(int)AnswerForm.GraphQLResponse].Note(value, 3, position);
        }
        else if (Is(name, "text/event-stream"))
        {
            weights[(int)AnswerForm.EventStream].Note(value, 3, position);
        }
        else if (Is(name, "text/html"))
        {
            weights[(int)AnswerForm.Html].Note(value, 3, position);
        }
        else if (Is(name, "application/*") || Is(name, "*/*"))
        {
            var precision = name[0] == '*' ? 1 : 2;
            weights[(int)AnswerForm.Json].Note(value, precision, position);
            weights[(int)AnswerForm.GraphQLResponse].Note(value, precision, position);
        }
    }

    private static bool Is(ReadOnlySpan<char> name, ReadOnlySpan<char> type) => name.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The weight among a range's parameters: 1 without one, 0 for one that is no number.</summary>
    private static double QualityOf(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(parameter[2..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;
            }
        }

        return 1;
    }

    /// <summary>How much a form is wanted, by the most precise range that covers it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Weight
    {
        private int precision;
        private int position;

        public double Value { get; private set; }

        public void Note(double value, int rangePrecision, int rangePosition)
        {
            if (rangePrecision > precision)
            {
                (Value, precision, position) = (value, rangePrecision, rangePosition);
            }
        }

        public readonly bool IsPreferredTo(Weight other) => Value > other.Value || (Value == other.Value && position < other.position);
    }
}
