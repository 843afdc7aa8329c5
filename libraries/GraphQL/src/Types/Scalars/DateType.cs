using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class DateType : TextScalar<DateOnly>
{
    public DateType()
        : base("Date")
    {
        SpecifiedByUrl = "https://scalars.graphql.org/andimarek/local-date.html";
        Description = "The `Date` scalar type represents a day of the calendar without a time zone, written as ISO 8601: YYYY-MM-DD.";
    }

    protected override string Form => "a date such as \"2026-01-31\"";

    public override bool TryWriteValue(ResponseWriter writer, DateOnly value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value, "yyyy-MM-dd");
        error = null;
        return true;
    }

    protected override bool TryParse(string text, out DateOnly result) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out result);
}
