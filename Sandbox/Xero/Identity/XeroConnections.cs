using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Xero.Identity;

/// <summary>Which user lets which app into which organisation. One per app, user and organisation, whatever number of token sets there are.</summary>
internal sealed class XeroConnections
{
    private const string Section = "xero/connections";
    private readonly StateStore _store;
    private readonly Lock _gate = new();
    private List<XeroConnection> _connections;

    public XeroConnections(StateStore store)
    {
        _store = store;
        _connections = store.Load<List<XeroConnection>>(Section) ?? [];
        store.Register(Section, () => { lock (_gate) return _connections.ToArray(); });
    }

    public void Connect(OAuthGrant grant, DateTime now)
    {
        lock (_gate)
        {
            foreach (var tenant in grant.CompanyIds)
            {
                var existing = _connections.FindIndex(connection => connection.Belongs(grant) && connection.TenantId == tenant);
                if (existing >= 0) _connections[existing] = _connections[existing] with { AuthEventId = grant.Id, UpdatedAt = now };
                else _connections.Add(new XeroConnection(Guid.CreateVersion7().ToString(), grant.Id, grant.ClientId, grant.User, tenant, now, now));
            }
        }

        _store.Changed(Section);
    }

    /// <summary>The connections a token of this grant sees: all of its user's to its app.</summary>
    public IReadOnlyList<XeroConnection> Of(OAuthGrant grant)
    {
        lock (_gate) return [.. _connections.Where(connection => connection.Belongs(grant))];
    }

    public bool Opens(OAuthGrant grant, string tenantId)
    {
        lock (_gate) return _connections.Exists(connection => connection.Belongs(grant) && string.Equals(connection.TenantId, tenantId, StringComparison.OrdinalIgnoreCase));
    }

    public IReadOnlyList<string> AppsOf(string tenantId)
    {
        lock (_gate) return [.. _connections.Where(connection => connection.TenantId == tenantId).Select(connection => connection.ClientId).Distinct(StringComparer.Ordinal)];
    }

    public bool Remove(Predicate<XeroConnection> which)
    {
        bool removed;
        lock (_gate) removed = _connections.RemoveAll(which) > 0;
        if (removed) _store.Changed(Section);
        return removed;
    }
}

internal sealed record XeroConnection(string Id, string AuthEventId, string ClientId, string User, string TenantId, DateTime CreatedAt, DateTime UpdatedAt)
{
    public bool Belongs(OAuthGrant grant) => string.Equals(ClientId, grant.ClientId, StringComparison.Ordinal) && string.Equals(User, grant.User, StringComparison.OrdinalIgnoreCase);

    public JsonObject Wire(string tenantName) => new()
    {
        ["id"] = Id,
        ["authEventId"] = AuthEventId,
        ["tenantId"] = TenantId,
        ["tenantType"] = "ORGANISATION",
        ["tenantName"] = tenantName,
        ["createdDateUtc"] = Instant(CreatedAt),
        ["updatedDateUtc"] = Instant(UpdatedAt),
    };

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture);
}
