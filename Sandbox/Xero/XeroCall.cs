using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>One admitted API call: company and app are known, the body is read. Handlers run with the company's gate held.</summary>
internal sealed class XeroCall(XeroCompany company, string clientId, string user, HttpRequest request, byte[] body, DateTime now)
{
    private JsonDocument? _json;
    private readonly List<XeroEvent> _events = [];

    /// <summary>What happened to entities that have webhooks.</summary>
    public IReadOnlyList<XeroEvent> Events => _events;

    public XeroCompany Company => company;

    public string ClientId => clientId;

    public string User => user;

    public byte[] Body => body;

    /// <summary>The sandbox's time, UTC.</summary>
    public DateTime Now => now;

    public DateOnly Today => DateOnly.FromDateTime(now);

    public bool IsPut => HttpMethods.IsPut(request.Method);

    public string? ContentType => request.ContentType;

    public string BaseUrl => $"{request.Scheme}://{request.Host}/xero/api.xro/2.0";

    public string? Query(string name) => request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>A comma-separated parameter, each value with or without double quotes; null when absent.</summary>
    public IReadOnlySet<string>? Listed(string name) =>
        Query(name) is { Length: > 0 } listed ? listed.Split(',').Select(value => value.Trim().Trim('"')).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;

    public bool IsAsked(string name) => string.Equals(Query(name), "true", StringComparison.OrdinalIgnoreCase);

    public string Route(string name) => request.RouteValues[name]?.ToString() ?? "";

    /// <summary>The id in the path; a malformed one is no resource.</summary>
    public Guid Id(string name = "id") => Guid.TryParse(Route(name), out var id) ? id : throw new XeroRefusalException(XeroErrors.NotFound());

    /// <summary>Unit prices keep four decimals when the call says <c>unitdp=4</c>, two else.</summary>
    public int UnitDecimals => Query("unitdp") == "4" ? 4 : 2;

    /// <summary>Any value but <c>false</c>, and none, means true (against what the OpenAPI description says).</summary>
    public bool SummarizeErrors => !string.Equals(Query("summarizeErrors"), "false", StringComparison.OrdinalIgnoreCase);

    public DateTime? ModifiedSince
    {
        get
        {
            var header = request.Headers.IfModifiedSince.ToString();
            if (header.Length == 0) return null;
            return DateTime.TryParse(header, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var since)
                ? since
                : throw new XeroRefusalException(XeroErrors.Plain(StatusCodes.Status412PreconditionFailed, "The If-Modified-Since header is not a date."));
        }
    }

    /// <summary>The elements sent: from the plural envelope, a bare array or a bare object.</summary>
    public IReadOnlyList<JsonElement> Elements(string plural)
    {
        var root = Json();
        if (root.ValueKind == JsonValueKind.Object && root.Member(plural) is { } listed) root = listed;
        IReadOnlyList<JsonElement> elements = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        return elements.All(element => element.ValueKind == JsonValueKind.Object) ? elements : throw new XeroRefusalException(XeroErrors.PostData($"The {plural} element must be an object or an array of objects."));
    }

    /// <param name="data">What the event says of the entity; most categories say nothing.</param>
    public void Happened(string type, string category, string endpoint, Guid id, JsonObject? data = null) => _events.Add(new XeroEvent(type, category, endpoint, id, data));

    private JsonElement Json()
    {
        if (body.Length == 0) throw new XeroRefusalException(XeroErrors.PostData("No data has been posted."));
        try
        {
            _json ??= JsonDocument.Parse(body);
            return _json.RootElement;
        }
        catch (JsonException wrong)
        {
            throw new XeroRefusalException(XeroErrors.PostData($"JSON for post data was invalid, {wrong.Message}"));
        }
    }
}

/// <param name="Type">CREATE or UPDATE.</param>
internal sealed record XeroEvent(string Type, string Category, string Endpoint, Guid Id, JsonObject? Data);

/// <summary>What a handler answers.</summary>
/// <param name="Json">Envelope or error object; null with <paramref name="Bytes"/> or an empty answer.</param>
internal sealed record XeroReply(int Status, JsonObject? Json = null, byte[]? Bytes = null, string? ContentType = null);

/// <summary>Ends a handler with an answer for the whole call.</summary>
internal sealed class XeroRefusalException : Exception
{
    public XeroRefusalException(XeroReply reply) : base($"Refused with {reply.Status}.") => Reply = reply;

    public XeroRefusalException() : this(XeroErrors.Plain(StatusCodes.Status500InternalServerError, "An error occurred in Xero."))
    {
    }

    public XeroRefusalException(string message) : this(XeroErrors.PostData(message))
    {
    }

    public XeroRefusalException(string message, Exception innerException) : base(message, innerException) => Reply = XeroErrors.PostData(message);

    public XeroReply Reply { get; }
}
