using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>That something happened to an entity, and no more: what it looks like now has to be asked for.</summary>
/// <param name="EntityId">Text, whatever the entity's number is in the API.</param>
/// <param name="Year">With <paramref name="Series"/> and <paramref name="Number"/> what else a voucher's key needs; null for everything else.</param>
internal sealed record TopicEvent(string Topic, string Type, string EntityId, int? Year = null, string? Series = null, int? Number = null)
{
    public static TopicEvent OfVoucher(string type, Voucher voucher) =>
        new(Topics.Vouchers, type, voucher.Number.ToString(CultureInfo.InvariantCulture), voucher.Year, voucher.Series, voucher.Number);
}

/// <summary>An event in its place: <paramref name="Position"/> counts within the topic, <paramref name="Offset"/> is what the outside sees of it.</summary>
internal sealed record LoggedEvent(long Position, string Offset, string CompanyId, DateTimeOffset At, TopicEvent Happened)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["topic"] = Happened.Topic,
            ["offset"] = Offset,
            ["type"] = Happened.Type,
            ["tenantId"] = int.Parse(CompanyId, CultureInfo.InvariantCulture),
            ["entityId"] = Happened.EntityId,
            ["timestamp"] = SwedishTime.Of(At).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        };
        if (Happened.Series is null) return json;
        json["year"] = Happened.Year;
        json["series"] = Happened.Series;
        json["id"] = Happened.Number;
        return json;
    }
}
