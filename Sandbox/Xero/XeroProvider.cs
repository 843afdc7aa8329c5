using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.Core.Webhooks;
using OrleansLedger.Sandbox.Xero.Books;
using OrleansLedger.Sandbox.Xero.Identity;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>Xero on the wire. Facts and their sources: README.md in this folder.</summary>
internal sealed class XeroProvider : SimulatedProvider<XeroCompany>
{
    private readonly XeroIdentity _identity;
    private readonly XeroApi _api;
    private readonly XeroConnections _connections;
    private readonly XeroIdempotency _idempotency;
    private readonly WebhookDispatcher _webhooks;
    private readonly SandboxClock _clock;

    public XeroProvider(StateStore store, SandboxClock clock, CompanyStatistics statistics, RegisteredApps apps, JwtSigner signer, BlobStore blobs, QuotaLedger quotas, WebhookDispatcher webhooks) : base(store)
    {
        _clock = clock;
        _webhooks = webhooks;
        webhooks.Register(Name, XeroWebhooks.Policy);
        var lifetime = TimeSpan.FromMinutes(30);
        OAuth = new OAuthServer(Name, new OAuthPolicy
        {
            CodeLifetime = TimeSpan.FromMinutes(5),
            AccessTokenLifetime = lifetime,
            RefreshTokenLifetime = TimeSpan.FromDays(60),
            PredecessorGrace = TimeSpan.FromMinutes(30),
            AccessToken = (grant, now) => XeroIdentity.AccessToken(signer, grant, now, lifetime),
        }, clock, store, statistics);
        _connections = new XeroConnections(store);
        _idempotency = new XeroIdempotency(clock);
        _identity = new XeroIdentity(this, apps, _connections, signer, clock);
        _api = new XeroApi(this, _connections, new XeroAttachments(blobs), _idempotency, quotas, clock);
        LoadOrSeed();
    }

    public override string Name => "xero";

    public override string DisplayName => "Xero";

    public override OAuthServer OAuth { get; }

    public override void Map(RouteGroupBuilder routes)
    {
        _identity.Map(routes);
        _api.Map(routes);
    }

    public override string? CompanyOf(HttpContext context) => context.Request.Headers["Xero-Tenant-Id"].ToString() is { Length: > 0 } tenant ? tenant : null;

    public override Task WriteThrottledAsync(HttpContext context, string rule, TimeSpan? retryAfter) => XeroApi.WriteAsync(context, XeroApi.Throttled(context, rule, retryAfter));

    public override Task WriteErrorAsync(HttpContext context, int status, string? message) => XeroApi.WriteAsync(context, XeroErrors.Of(status, message));

    /// <summary>At Xero the tokens of a removed app go on refreshing; the organisation is closed to them.</summary>
    public override void RemoveAuthorizations(SimulatedCompany company) => _connections.Remove(connection => string.Equals(connection.TenantId, company.Id, StringComparison.OrdinalIgnoreCase));

    public override void Reset()
    {
        _connections.Remove(_ => true);
        _idempotency.Reset();
        base.Reset();
    }

    /// <summary>The bearer token's grant, or Xero's 401.</summary>
    public XeroReply? Refuse(HttpContext context, out OAuthGrant? grant)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
        return OAuth.Check(token, out grant) switch
        {
            AccessTokenState.Valid => null,
            AccessTokenState.Expired => XeroErrors.Gateway(StatusCodes.Status401Unauthorized, "Unauthorized", $"TokenExpired: token expired at {OAuth.ExpiryOf(token!)!.Value.UtcDateTime.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture)}"),
            _ => XeroErrors.Gateway(StatusCodes.Status401Unauthorized, "Unauthorized", "AuthenticationUnsuccessful"),
        };
    }

    /// <summary>Queues webhooks for every app connected to the organisation, also for what an app has done itself.</summary>
    public void Announce(XeroCompany company, IReadOnlyList<XeroEvent> events, DateTimeOffset at)
    {
        if (events.Count == 0) return;
        foreach (var app in _connections.AppsOf(company.Id))
            foreach (var happened in events) _webhooks.Publish(Name, app, XeroWebhooks.Event(company, happened, at));
    }

    protected override IEnumerable<XeroCompany> Seed()
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        yield return XeroChart.Company("6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1001", "Harbour & Finch Ltd", "GB", "GBP", ["EUR", "USD", "JPY", "SEK"], now);
        yield return XeroChart.Company("6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1002", "Northwind Trading Ltd", "GB", "GBP", ["EUR", "USD", "JPY", "SEK"], now);
        yield return XeroChart.Company("6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1003", "Lakeside Studio OÜ", "EE", "EUR", ["USD", "GBP"], now);
    }

    protected override XeroCompany NewCompany(NewCompany request)
    {
        var id = request.Id ?? Guid.CreateVersion7().ToString();
        if (!Guid.TryParse(id, out var parsed)) throw new ControlRequestException("A Xero company's id (tenant id) is a GUID.");
        var currency = (request.BaseCurrency ?? "GBP").ToUpperInvariant();
        var foreign = request.Settings?["currencies"] is JsonArray listed ? listed.Select(code => code!.GetValue<string>()) : ["EUR", "USD", "JPY", "SEK"];
        var company = XeroChart.Company(parsed.ToString(), request.Name, request.Country ?? "GB", currency, [.. foreign], _clock.GetUtcNow().UtcDateTime);
        if (request.Settings is { } settings)
        {
            settings.Remove("currencies");
            Patch(company, settings);
        }

        return company;
    }

    protected override void Patch(XeroCompany company, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            switch (name)
            {
                case "name": company.Name = value!.GetValue<string>(); break;
                case "plan": company.Plan = value!.GetValue<string>(); break;
                case "periodLockDate": company.PeriodLockDate = Day(value); break;
                case "endOfYearLockDate": company.EndOfYearLockDate = Day(value); break;
                case "dailyLimit": company.Quotas["day"] = new QuotaOverride(value!.GetValue<int>(), null); break;
                case "currencies":
                    company.Currencies.Clear();
                    company.Currencies.Add(company.BaseCurrency);
                    company.Currencies.AddRange(value!.AsArray().Select(code => code!.GetValue<string>()).Where(code => code != company.BaseCurrency));
                    break;
                case "dayRates":
                    foreach (var (code, rate) in value!.AsObject()) company.DayRates[code] = rate!.GetValue<decimal>();
                    break;
                case "mergedContacts": XeroContacts.Merge(company, value!.AsObject()); break;
                default: throw new ControlRequestException($"A Xero company has no setting '{name}'. It has: name, plan, periodLockDate, endOfYearLockDate, dailyLimit, currencies, dayRates, mergedContacts, quotas.");
            }
        }
    }

    protected override JsonObject Books(XeroCompany company) => XeroBooks.Render(company);

    private static DateOnly? Day(JsonNode? value) => value is null
        ? null
        : DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new ControlRequestException($"'{value}' is not a date (YYYY-MM-DD).");
}
