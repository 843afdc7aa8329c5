using System.Globalization;

namespace OrleansLedger.Storage.Lists;

/// <summary>
/// One column that a list is ordered by: how SQL calls it, what it is in a row, and how its value stands in a cursor.
/// The column is never null: a column that may be is wrapped in <c>coalesce</c>.
/// </summary>
public sealed class Key<TRow>
{
    private readonly Func<TRow, object> _of;
    private readonly Func<object, string> _write;
    private readonly Func<string, object> _read;

    private Key(string column, Func<TRow, object> of, Func<object, string> write, Func<string, object> read) =>
        (Column, _of, _write, _read) = (column, of, write, read);

    public string Column { get; }

    public string Write(TRow row) => _write(_of(row));

    /// <exception cref="FormatException">No such value was ever written.</exception>
    /// <exception cref="OverflowException">No such value was ever written.</exception>
    public object Read(string text) => _read(text);

    /// <summary>An instant, to the microsecond as PostgreSQL keeps it.</summary>
    public static Key<TRow> Instant(string column, Func<TRow, DateTimeOffset> of) => new(
        column,
        row => of(row),
        value => ((DateTimeOffset)value).UtcTicks.ToString(CultureInfo.InvariantCulture),
        text => long.Parse(text, CultureInfo.InvariantCulture) is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new FormatException());

    public static Key<TRow> Day(string column, Func<TRow, DateOnly> of) => new(
        column,
        row => of(row),
        value => ((DateOnly)value).ToString("O", CultureInfo.InvariantCulture),
        text => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture));

    public static Key<TRow> Amount(string column, Func<TRow, decimal> of) => new(
        column,
        row => of(row),
        value => ((decimal)value).ToString(CultureInfo.InvariantCulture),
        text => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture));

    public static Key<TRow> Number(string column, Func<TRow, int> of) => new(
        column,
        row => of(row),
        value => ((int)value).ToString(CultureInfo.InvariantCulture),
        text => int.Parse(text, CultureInfo.InvariantCulture));

    public static Key<TRow> LongNumber(string column, Func<TRow, long> of) => new(
        column,
        row => of(row),
        value => ((long)value).ToString(CultureInfo.InvariantCulture),
        text => long.Parse(text, CultureInfo.InvariantCulture));

    public static Key<TRow> Words(string column, Func<TRow, string> of) => new(column, of, value => (string)value, Text);

    public static Key<TRow> Id(string column, Func<TRow, Guid> of) => new(
        column,
        row => of(row),
        value => ((Guid)value).ToString("N"),
        text => Guid.ParseExact(text, "N"));

    /// <summary>PostgreSQL's text has no zero character.</summary>
    private static string Text(string text) => text.Contains('\0') ? throw new FormatException() : text;
}
