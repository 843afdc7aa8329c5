using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.OAuth;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>
/// What one connection listens to: tenants, each by an access token, and topics, each from an offset. Nothing comes before <c>subscribe-v1</c>. A tenant falls
/// silent when its token has run out, until it is added again with a new one.
/// </summary>
internal sealed class TopicSubscription(EventLog events, FortnoxProvider provider, RegisteredApps apps)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSubscribed;

    /// <summary>Completes when there may be more to send. Take it before <see cref="Take"/>.</summary>
    public Task More
    {
        get
        {
            lock (_gate) return _isSubscribed ? Task.WhenAny(_changed.Task, events.Appended) : _changed.Task;
        }
    }

    /// <returns>The answer to a command.</returns>
    public JsonObject Handle(string message)
    {
        if (Parse(message) is not { } command) return Answer("", "error", "message", "The message is not a JSON object.");
        var name = Text(command["command"]) ?? "";
        lock (_gate)
        {
            var answer = name switch
            {
                "add-tenants-v1" => AddTenants(command),
                "remove-tenants-v1" => RemoveTenants(command),
                "list-tenants-v1" => Answer(name, "ok", "tenantIds", new JsonArray([.. _tokens.Keys.Select(tenant => (JsonNode)NumberOf(tenant))])),
                "add-topics-v1" => AddTopics(command),
                "subscribe-v1" => Subscribe(),
                _ => Answer(name, "error", "message", "The command is unknown."),
            };
            var previous = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            previous.SetResult();
            return answer;
        }
    }

    /// <summary>The events that are due, each as often as its company wants it.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        var due = new List<JsonObject>();
        lock (_gate)
        {
            if (!_isSubscribed) return due;
            foreach (var topic in _positions.Keys.ToList())
            {
                foreach (var logged in events.After(topic, _positions[topic]))
                {
                    _positions[topic] = logged.Position;
                    if (!Hears(logged.CompanyId, topic)) continue;
                    for (var copy = 0; copy < (provider.Find(logged.CompanyId)?.EventCopies ?? 1); copy++) due.Add(logged.ToJson());
                }
            }
        }

        return due;
    }

    private JsonObject AddTenants(JsonObject command)
    {
        const string Name = "add-tenants-v1";
        var secret = Text(command["clientSecret"]) ?? "";
        var added = new List<(string Bearer, string Token, string Tenant)>();
        var invalid = new List<string>();
        foreach (var bearer in (command["accessTokens"] as JsonArray ?? []).Select(token => Text(token) ?? ""))
        {
            var token = bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer["Bearer ".Length..] : "";
            if (provider.OAuth.Check(token, out var grant) == AccessTokenState.Valid && IsSecretOf(grant!.ClientId, secret)) added.Add((bearer, token, grant.CompanyIds[0]));
            else invalid.Add(bearer);
        }

        if (invalid.Count > 0 || added.Count == 0) return Answer(Name, "error", "invalidTokens", new JsonArray([.. invalid.Select(bearer => (JsonNode)bearer)]));
        var tenants = new JsonObject();
        foreach (var (bearer, token, tenant) in added)
        {
            _tokens[tenant] = token;
            tenants[bearer] = NumberOf(tenant);
        }

        return Answer(Name, "ok", "tenantIds", tenants);
    }

    private JsonObject RemoveTenants(JsonObject command)
    {
        foreach (var tenant in command["tenants"] as JsonArray ?? []) _tokens.Remove(tenant?.ToString() ?? "");
        return Answer("remove-tenants-v1", "ok");
    }

    /// <summary>From the event with the offset on, that event included (delivery is at least once); without an offset from now on.</summary>
    private JsonObject AddTopics(JsonObject command)
    {
        const string Name = "add-topics-v1";
        var added = new Dictionary<string, long>(StringComparer.Ordinal);
        var invalid = new List<string>();
        foreach (var wanted in command["topics"] as JsonArray ?? [])
        {
            var topic = Text((wanted as JsonObject)?["topic"]) ?? "";
            var offset = Text((wanted as JsonObject)?["offset"]);
            var position = offset is null ? events.End(topic) : events.PositionOf(topic, offset) - 1;
            if (Topics.ScopeOf(topic) is null || position is null) invalid.Add(topic);
            else added[topic] = position.Value;
        }

        if (invalid.Count > 0 || added.Count == 0) return Answer(Name, "error", "invalidTopics", new JsonArray([.. invalid.Select(topic => (JsonNode)topic)]));
        foreach (var (topic, position) in added) _positions[topic] = position;
        return Answer(Name, "ok");
    }

    private JsonObject Subscribe()
    {
        const string Name = "subscribe-v1";
        if (_tokens.Count == 0 || _positions.Count == 0) return Answer(Name, "error", "message", "Add tenants and topics first.");
        _isSubscribed = true;
        return Answer(Name, "ok");
    }

    private bool Hears(string companyId, string topic) =>
        _tokens.TryGetValue(companyId, out var token)
        && provider.OAuth.Check(token, out var grant) == AccessTokenState.Valid
        && grant!.Scopes.Contains(Topics.ScopeOf(topic)!, StringComparer.Ordinal);

    private bool IsSecretOf(string clientId, string secret) => apps.Find(provider.Name, clientId) is { } app
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(app.ClientSecret), Encoding.UTF8.GetBytes(secret));

    private static JsonObject Answer(string command, string result, string? member = null, JsonNode? value = null)
    {
        var answer = new JsonObject { ["response"] = command, ["result"] = result };
        if (member is not null) answer[member] = value;
        return answer;
    }

    private static JsonObject? Parse(string message)
    {
        try
        {
            return JsonNode.Parse(message) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static int NumberOf(string tenant) => int.Parse(tenant, CultureInfo.InvariantCulture);
}
