using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>Instants with an offset, RFC 3339. Written with exactly three digits of a second's fraction, as the scalar's specification asks; read with none to nine.</summary>
internal sealed partial class DateTimeType : TextScalar<DateTimeOffset>, IValueWriter<DateTime>
{
    private const string Written = "yyyy-MM-ddTHH:mm:ss.fff";

    public DateTimeType()
        : base("DateTime")
    {
        SpecifiedByUrl = "https://scalars.graphql.org/andimarek/date-time.html";
        Description = "The `DateTime` scalar type represents an exact point in time, written as RFC 3339 with the offset to UTC.";
    }

    protected override string Form => "a date and time with an offset, such as \"2026-01-31T12:30:00.000Z\"";

    public override bool TryWriteValue(ResponseWriter writer, DateTimeOffset value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value, value.Offset == TimeSpan.Zero ? Written + "'Z'" : Written + "zzz");
        error = null;
        return true;
    }

    /// <summary>A date and time in UTC; one in local time is converted, one of unknown kind is taken to be in UTC.</summary>
    public bool TryWriteValue(ResponseWriter writer, DateTime value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value, Written + "'Z'");
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error) =>
        value is DateTime dateTime ? TryWriteValue(writer, dateTime, out error) : base.TryWriteOther(writer, value, out error);

    protected override bool TryParse(string text, out DateTimeOffset result)
    {
        result = default;
        if (!Pattern().IsMatch(text) || text.EndsWith("-00:00", StringComparison.Ordinal))
        {
            return false;
        }

        // .NET holds seven digits of a second: what follows them is cut off.
        var upper = text.ToUpperInvariant();
        var fraction = upper.IndexOf('.', StringComparison.Ordinal);
        if (fraction > 0)
        {
            var end = upper.AsSpan().LastIndexOfAny("Z+-");
            upper = upper[..Math.Min(end, fraction + 8)] + upper[end..];
        }

        return DateTimeOffset.TryParseExact(upper, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out result);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
