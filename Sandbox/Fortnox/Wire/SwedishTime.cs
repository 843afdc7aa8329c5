namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>Fortnox writes and reads times without an offset. They are taken as Swedish local time here; the documentation does not say.</summary>
internal static class SwedishTime
{
    // Machines without a time zone database get Swedish winter time all year.
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Stockholm", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("CET", TimeSpan.FromHours(1), "CET", "CET");

    /// <summary>The same instant with the offset of Swedish time, summer or winter.</summary>
    public static DateTimeOffset Of(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Of(instant).DateTime);

    public static DateTimeOffset ToInstant(DateTime local)
    {
        // An hour of spring does not exist on the clock; it is read as if the clock had not been changed yet.
        var offset = Zone.IsInvalidTime(local) ? Zone.BaseUtcOffset : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
