using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Access;

/// <summary>An admitted call: the company it is about, whose gate is held while it is handled.</summary>
internal sealed class FortnoxCall(HttpContext context, FortnoxCompany company, DateTimeOffset now)
{
    private readonly List<TopicEvent> _events = [];

    public FortnoxCompany Company => company;

    public DateTimeOffset Now => now;

    /// <summary>Today in Sweden.</summary>
    public DateOnly Today => SwedishTime.DateOf(now);

    /// <summary>What subscribers will hear of if the call succeeds.</summary>
    public IReadOnlyList<TopicEvent> Events => _events;

    public void Happened(TopicEvent happened) => _events.Add(happened);

    public void Happened(string topic, string type, string entityId) => _events.Add(new TopicEvent(topic, type, entityId));

    public QueryReader Query() => new(context.Request);

    /// <summary>A value of the path.</summary>
    public string Route(string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A number of the path; null when it is none.</summary>
    public int? RouteNumber(string name) =>
        int.TryParse(Route(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An entity's <c>@url</c>.</summary>
    public string Url(FormattableString path) =>
        $"{context.Request.Scheme}://{context.Request.Host}/fortnox/3/{string.Format(CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(value => value is string text ? Uri.EscapeDataString(text) : value)])}";

    /// <summary>The year the call means: by id, by a date in it, or else the one selected in Fortnox. Null, with the refusal kept in the query, when there is none.</summary>
    public FinancialYear? Year(QueryReader query)
    {
        var id = query.Integer("financialyear");
        var date = query.Date("financialyeardate");
        if (query.Error is not null) return null;
        var year = id is { } wanted ? company.Year(wanted) : date is { } day ? company.YearOf(day) : company.Selected;
        if (year is null) query.Refuse(FortnoxError.Parameter(id is null ? "financialyeardate" : "financialyear"));
        return year;
    }
}
