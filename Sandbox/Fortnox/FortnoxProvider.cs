using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.Core.Webhooks;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Accounts;
using OrleansLedger.Sandbox.Fortnox.Articles;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Companies;
using OrleansLedger.Sandbox.Fortnox.Customers;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Files;
using OrleansLedger.Sandbox.Fortnox.FinancialYears;
using OrleansLedger.Sandbox.Fortnox.InvoicePayments;
using OrleansLedger.Sandbox.Fortnox.Invoices;
using OrleansLedger.Sandbox.Fortnox.Vouchers;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox;

/// <summary>
/// Fortnox, the Swedish accounting system: apps.fortnox.se below <c>/fortnox/oauth-v1</c>, api.fortnox.se below <c>/fortnox/3</c> and
/// <c>/fortnox/api</c>, ws.fortnox.se at <c>/fortnox/topics-v1</c>.
/// Written from its public documentation; what is not documented is marked where it is decided.
/// </summary>
internal sealed class FortnoxProvider : SimulatedProvider<FortnoxCompany>
{
    private readonly SandboxClock _clock;
    private readonly QuotaLedger _quotas;
    private readonly RegisteredApps _apps;
    private readonly BlobStore _blobs;
    private readonly EventLog _events;
    private readonly ConsentWebhooks _consents;

    public FortnoxProvider(StateStore store, SandboxClock clock, QuotaLedger quotas, RegisteredApps apps, CompanyStatistics statistics, BlobStore blobs, JwtSigner signer, WebhookDispatcher webhooks) : base(store)
    {
        _clock = clock;
        _quotas = quotas;
        _apps = apps;
        _blobs = blobs;
        _events = new EventLog(store, clock);
        _consents = new ConsentWebhooks(Name, webhooks, clock);
        _consents.Register();
        OAuth = new OAuthServer(Name, PolicyWith(signer), clock, store, statistics);
        LoadOrSeed();
    }

    public override string Name => "fortnox";

    public override string DisplayName => "Fortnox";

    public override OAuthServer OAuth { get; }

    public override void Map(RouteGroupBuilder routes)
    {
        new FortnoxOAuthEndpoints(this, _apps, _consents).Map(routes.MapGroup("/oauth-v1"));
        new TopicStream(_events, this, _apps).Map(routes);
        var access = new FortnoxAccess(this, _quotas);
        var api = new FortnoxApi(routes.MapGroup("/3"), this, access, _events, _clock);
        CompanyEndpoints.Map(api);
        FinancialYearEndpoints.Map(api);
        AccountEndpoints.Map(api);
        VoucherSeriesEndpoints.Map(api);
        VoucherEndpoints.Map(api);
        VoucherFileConnectionEndpoints.Map(api);
        new FileEndpoints(_blobs).Map(api);
        CustomerEndpoints.Map(api);
        ArticleEndpoints.Map(api);
        InvoiceEndpoints.Map(api);
        InvoiceActions.Map(api);
        InvoicePaymentEndpoints.Map(api);
        api.NoOtherRoutes();

        var beside = new FortnoxApi(routes.MapGroup("/api"), this, access, _events, _clock);
        FileAttachmentEndpoints.Map(beside);
        beside.NoOtherRoutes();
    }

    public override void RemoveAuthorizations(SimulatedCompany company)
    {
        var consented = OAuth.Grants(grant => !grant.IsRevoked && grant.CompanyIds.Contains(company.Id, StringComparer.Ordinal));
        base.RemoveAuthorizations(company);
        foreach (var clientId in consented.Select(grant => grant.ClientId).Distinct(StringComparer.Ordinal)) _consents.Revoked(clientId, company.Id);
    }

    public override void Reset()
    {
        base.Reset();
        _events.Reset();
    }

    public override string? CompanyOf(HttpContext context)
    {
        if (BearerToken.Of(context.Request) is { } token)
        {
            OAuth.Check(token, out var grant);
            return grant?.CompanyIds[0];
        }

        return context.Request.Headers["TenantId"].ToString() is { Length: > 0 } tenant ? tenant : null;
    }

    /// <summary>Fortnox names no time to wait: the window slides.</summary>
    public override Task WriteThrottledAsync(HttpContext context, string rule, TimeSpan? retryAfter) => GatewayError.TooManyRequests().ExecuteAsync(context);

    public override Task WriteErrorAsync(HttpContext context, int status, string? message)
    {
        if (context.Request.Path.StartsWithSegments("/fortnox/oauth-v1", StringComparison.OrdinalIgnoreCase))
            return FortnoxOAuthEndpoints.Error(status, status >= 500 ? "server_error" : "invalid_request", message ?? "The request could not be processed.").ExecuteAsync(context);
        if (status == StatusCodes.Status401Unauthorized) return GatewayError.Unauthorized().ExecuteAsync(context);
        var error = status >= 500 ? FortnoxError.SystemException() with { Status = status } : new FortnoxError(status, FortnoxError.InvalidParameter, "Ogiltig parameter i anropet.");
        return (message is null ? error : error with { Message = message }).ExecuteAsync(context);
    }

    protected override IEnumerable<FortnoxCompany> Seed() => CompanySeed.All();

    protected override FortnoxCompany NewCompany(NewCompany request)
    {
        if (request.BaseCurrency is not (null or "SEK")) throw new ControlRequestException("A Fortnox company keeps its books in SEK.");
        if (request.Country is not (null or "SE")) throw new ControlRequestException("A Fortnox company is Swedish: country SE.");
        var number = request.Id ?? (Companies.Max(company => int.Parse(company.Id, CultureInfo.InvariantCulture)) + 7919).ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw new ControlRequestException($"The id of a Fortnox company is its database number: digits, not '{number}'.");

        var thisYear = _clock.GetUtcNow().Year;
        var company = CompanySeed.Company(
            number,
            request.Name,
            "559" + number[^3..].PadLeft(3, '0') + "-0016",
            new CompanyAddress("Provgatan 1", "111 11", "Stockholm", "SE", "Sverige", "info@example.com", "08-555 00 00"),
            [CompanySeed.Year(6, thisYear - 1), CompanySeed.Year(7, thisYear)],
            selected: 7);
        if (request.Settings is { } settings) CompanySettings.Apply(company, settings);
        return company;
    }

    protected override void Patch(FortnoxCompany company, JsonObject change) => CompanySettings.Apply(company, change);

    protected override JsonObject Books(FortnoxCompany company) => BooksView.Of(company);

    private static OAuthPolicy PolicyWith(JwtSigner signer) => new()
    {
        CodeLifetime = TimeSpan.FromMinutes(10),
        AccessTokenLifetime = TimeSpan.FromHours(1),
        RefreshTokenLifetime = TimeSpan.FromDays(45),
        RefreshToken = () => Guid.NewGuid().ToString(),
        AccessToken = (grant, now) => signer.Sign(new JsonObject
        {
            ["iss"] = "https://apps.fortnox.se/oauth-v1",
            ["sub"] = $"1@{grant.CompanyIds[0]}",
            ["aud"] = grant.ClientId,
            ["jti"] = Guid.NewGuid().ToString(),
            ["tenantId"] = int.Parse(grant.CompanyIds[0], CultureInfo.InvariantCulture),
            ["scope"] = new JsonArray([.. grant.Scopes.Select(scope => (JsonNode)scope)]),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        }),
    };
}
