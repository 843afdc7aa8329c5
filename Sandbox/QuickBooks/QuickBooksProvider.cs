using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.Core.Webhooks;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Calls;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.OAuth;
using OrleansLedger.Sandbox.QuickBooks.Query;
using OrleansLedger.Sandbox.QuickBooks.Seeds;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks;

/// <summary>The simulated QuickBooks Online. What it keeps to, and what it leaves out, is in Sandbox/QuickBooks/README.md.</summary>
internal sealed class QuickBooksProvider : SimulatedProvider<QuickBooksCompany>
{
    private readonly SandboxClock _clock;
    private readonly BlobStore _blobs;
    private readonly WebhookDispatcher _webhooks;
    private readonly Ledger _ledger;
    private readonly CompanySeeds _seeds;
    private readonly Gateway _gateway;
    private readonly QuickBooksOAuth _oauth;
    private readonly EntityCalls _entities;

    public QuickBooksProvider(StateStore store, SandboxClock clock, QuotaLedger quotas, RegisteredApps apps, CompanyStatistics statistics, BlobStore blobs, JwtSigner signer, WebhookDispatcher webhooks)
        : base(store)
    {
        _clock = clock;
        _blobs = blobs;
        _webhooks = webhooks;
        webhooks.Register(Name, QuickBooksWebhooks.Policy);
        _ledger = new Ledger(clock, Written);
        _seeds = new CompanySeeds(_ledger);
        _gateway = new Gateway(this, quotas, clock);
        _oauth = new QuickBooksOAuth(this, apps, signer, clock);
        _entities = new EntityCalls(_ledger);
        OAuth = new OAuthServer(Name, QuickBooksOAuth.Policy, clock, store, statistics);
        LoadOrSeed();
    }

    public override string Name => "quickbooks";

    public override string DisplayName => "QuickBooks Online";

    public override OAuthServer OAuth { get; }

    public override void Map(RouteGroupBuilder routes)
    {
        _oauth.Map(routes);
        var batch = new BatchCall(_entities);
        var upload = new UploadCall(_entities, _blobs);
        var taxService = new TaxServiceCall(_ledger, Changed);

        var company = routes.MapGroup("/v3/company/{realm}");
        company.MapMethods("/query", ["GET", "POST"], (HttpContext context, string realm) => PassAsync(context, realm, QueryAsync));
        company.MapPost("/batch", (HttpContext context, string realm) => PassAsync(context, realm, batch.RunAsync, isBatch: true));
        company.MapGet("/cdc", (HttpContext context, string realm) => PassAsync(context, realm, call => Task.FromResult(ChangeCall.Run(call))));
        company.MapPost("/upload", (HttpContext context, string realm) => PassAsync(context, realm, upload.RunAsync)).DisableAntiforgery();
        company.MapPost("/taxservice/taxcode", (HttpContext context, string realm) => PassAsync(context, realm, taxService.RunAsync));
        company.MapGet("/download/{id}", (HttpContext context, string realm, string id) => _gateway.PassAsync(context, realm, isBatch: false, call => DownloadAsync(call, id)));
        company.MapGet("/{entity}", (HttpContext context, string realm, string entity) => PassAsync(context, realm, call => Task.FromResult(_entities.Read(call, entity, id: null))));
        company.MapGet("/{entity}/{id}", (HttpContext context, string realm, string entity, string id) => PassAsync(context, realm, call => Task.FromResult(_entities.Read(call, entity, id))));
        company.MapGet("/{entity}/{id}/pdf", (HttpContext context, string realm, string entity, string id) => _gateway.PassAsync(context, realm, isBatch: false, call => PdfAsync(call, entity, id)));
        company.MapPost("/{entity}/{id}/send", (HttpContext context, string realm, string entity, string id) => PassAsync(context, realm, call => Task.FromResult(_entities.Send(call, entity, id))));
        company.MapPost("/{entity}", (HttpContext context, string realm, string entity) => PassAsync(context, realm, call => _entities.WriteAsync(call, entity)));
        company.MapFallback("/{**rest}", (HttpContext context, string realm, string rest) =>
            PassAsync(context, realm, _ => Task.FromResult<Answer<JsonObject>>(Refusals.Unsupported($"{context.Request.Method} {rest}"))));

        routes.MapGet("/files/{realm}/{id}", FileAsync);
    }

    public override string? CompanyOf(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts is [_, "v3", "company", var realm, ..] ? realm : null;
    }

    /// <summary>No <c>Retry-After</c>: callers have to know to wait a minute.</summary>
    public override Task WriteThrottledAsync(HttpContext context, string rule, TimeSpan? retryAfter) => Replies.WriteAsync(context, GatewayFault.Throttled, _clock.GetUtcNow());

    public override Task WriteErrorAsync(HttpContext context, int status, string? message)
    {
        var now = _clock.GetUtcNow();
        if (CompanyOf(context) is null) return _oauth.ErrorAsync(context, status, message ?? (status >= 500 ? "server_error" : "invalid_request"));
        return status switch
        {
            StatusCodes.Status401Unauthorized => Replies.WriteAsync(context, GatewayFault.NotAuthenticated(message ?? "Token expired"), now),
            StatusCodes.Status403Forbidden => Replies.WriteAsync(context, GatewayFault.NotAuthorized, now),
            StatusCodes.Status429TooManyRequests => Replies.WriteAsync(context, GatewayFault.Throttled, now),
            >= 500 => Replies.WriteAsync(context, QuickBooksFault.System(message) with { Status = status }, now, TimeSpan.Zero),
            _ => Replies.WriteAsync(context, QuickBooksFault.Validation(Refusals.Business(message ?? "The request was refused.")) with { Status = status }, now, TimeSpan.Zero),
        };
    }

    protected override IEnumerable<QuickBooksCompany> Seed() =>
    [
        _seeds.Create("9341450000000011", "Cedar & Stone Studio", "US"),
        _seeds.Create("9341450000000029", "Harbour Lane Consulting Ltd", "GB"),
        _seeds.Create("9341450000000037", "Maple Street Bakery", "US", isMultiCurrency: false, plan: "QuickBooks Online Simple Start"),
    ];

    protected override QuickBooksCompany NewCompany(NewCompany request)
    {
        var settings = request.Settings?.Clone() ?? [];
        var isMultiCurrency = !settings.Remove("multiCurrency", out var multi) || multi.Flag() != false;
        var company = _seeds.Create(request.Id ?? CompanySeeds.NewRealm(), request.Name, request.Country ?? "US", request.BaseCurrency?.ToUpperInvariant(), isMultiCurrency);
        CompanySettings.Apply(company, settings, _clock.GetUtcNow());
        return company;
    }

    protected override void Patch(QuickBooksCompany company, JsonObject change)
    {
        if (change.Remove("merge", out var merge)) NameMerge.Run(_ledger, company, merge, _clock.GetUtcNow());
        CompanySettings.Apply(company, change, _clock.GetUtcNow());
    }

    protected override JsonObject Books(QuickBooksCompany company) => BooksReport.Of(company);

    /// <summary>Saves, and tells every app that is connected to the company.</summary>
    private void Written(QuickBooksCompany company, EntityType type, string operation, string id, string? deletedId)
    {
        Changed(company);
        if (QuickBooksWebhooks.Event(company, type, operation, id, _clock.GetUtcNow(), deletedId) is not { } happened) return;
        var apps = OAuth.Grants(grant => !grant.IsRevoked && grant.CompanyIds.Contains(company.Id, StringComparer.Ordinal)).Select(grant => grant.ClientId).Distinct(StringComparer.Ordinal);
        foreach (var app in apps)
            for (var copy = 0; copy < (company.RepeatsWebhooks ? 2 : 1); copy++) _webhooks.Publish(Name, app, happened);
    }

    private Task PassAsync(HttpContext context, string realm, Func<CompanyCall, Task<Answer<JsonObject>>> service, bool isBatch = false) =>
        _gateway.PassAsync(context, realm, isBatch, async call => await call.AnswerAsync(await service(call)));

    private static async Task<Answer<JsonObject>> QueryAsync(CompanyCall call)
    {
        var text = HttpMethods.IsPost(call.Context.Request.Method) ? await call.ReadTextAsync() : call.Query("query");
        if (string.IsNullOrWhiteSpace(text)) return Refusals.QuerySyntax("null");
        lock (call.Company.Gate)
        {
            var found = new QueryEvaluator(call.Company, call.Now).Run(text);
            return found.Value is { } rows ? new JsonObject { ["QueryResponse"] = rows } : found;
        }
    }

    /// <summary>Answers with a temporary link, as text.</summary>
    private static async Task DownloadAsync(CompanyCall call, string id)
    {
        bool exists;
        lock (call.Company.Gate) exists = call.Company.Files.ContainsKey(id);
        if (!exists)
        {
            await call.AnswerAsync(Refusals.NotFound);
            return;
        }

        Replies.SetHeaders(call.Context, call.Now);
        call.Context.Response.ContentType = "text/plain;charset=UTF-8";
        await call.Context.Response.WriteAsync(DownloadLinks.For(call.Context, call.Company.Id, id, call.Now), call.Context.RequestAborted);
    }

    private static async Task PdfAsync(CompanyCall call, string entity, string id)
    {
        var pdf = FormPdf.Of(call, entity, id);
        if (pdf.Value is null)
        {
            await call.AnswerAsync(pdf.Fault!);
            return;
        }

        Replies.SetHeaders(call.Context, call.Now);
        call.Context.Response.ContentType = "application/pdf";
        await call.Context.Response.Body.WriteAsync(pdf.Value, call.Context.RequestAborted);
    }

    private IResult FileAsync(HttpContext context, string realm, string id)
    {
        var isGood = DownloadLinks.IsGood(realm, id, context.Request.Query["until"], context.Request.Query["signature"], _clock.GetUtcNow());
        if (!isGood || Find(realm) is not { } company) return Results.StatusCode(StatusCodes.Status403Forbidden);
        string? blob, contentType, fileName;
        lock (company.Gate)
        {
            blob = company.Files.GetValueOrDefault(id);
            contentType = company.Find("Attachable", id)?.Text("ContentType");
            fileName = company.Find("Attachable", id)?.Text("FileName");
        }

        return blob is null ? Results.NotFound() : Results.File(_blobs.Get(blob), contentType ?? "application/octet-stream", fileName);
    }
}
