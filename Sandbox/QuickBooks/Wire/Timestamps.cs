using System.Globalization;

namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>Instants as the service writes them: local to the company, with its offset.</summary>
internal static class Timestamps
{
    /// <summary>For <c>MetaData</c>: whole seconds.</summary>
    public static string Seconds(DateTimeOffset instant, TimeSpan offset) => instant.ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>For the <c>time</c> of an answer: milliseconds.</summary>
    public static string Milliseconds(DateTimeOffset instant, TimeSpan offset) => instant.ToOffset(offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset instant, TimeSpan offset) => instant.ToOffset(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads an instant or a date; without an offset it is the company's.</summary>
    public static bool TryRead(string? text, TimeSpan offset, out DateTimeOffset instant)
    {
        instant = default;
        if (string.IsNullOrWhiteSpace(text)) return false;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            instant = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), offset);
            return true;
        }

        var hasOffset = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.OrdinalIgnoreCase);
        if (hasOffset) return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;
        instant = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset);
        return true;
    }
}
