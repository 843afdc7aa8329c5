using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.Faults;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.Webhooks;

namespace OrleansLedger.Sandbox.Core.Control;

/// <summary>The API under <c>/_sandbox/api</c> by which tests and the demo look into the sandbox and steer it. Documented in Sandbox/README.md.</summary>
internal static class ControlApi
{
    public static void MapControlApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/_sandbox/api").AddEndpointFilter(RefusalsAsync);
        MapCompanies(api);
        MapFaults(api);
        MapWebhooks(api);

        api.MapPost("/apps", (NewApp app, RegisteredApps apps, ProviderCatalog catalog) =>
        {
            var provider = Provider(catalog, app.Provider);
            var registered = new RegisteredApp(provider.Name, app.ClientId, app.ClientSecret, app.RedirectUris ?? []);
            apps.Add(registered);
            return Json(registered);
        });
        api.MapGet("/clock", (SandboxClock clock) => Json(new ClockView(clock.GetUtcNow(), clock.Offset.TotalSeconds)));
        api.MapPost("/clock/advance", (AdvanceClock by, SandboxClock clock) =>
        {
            if (by.Seconds is not (>= 0 and < 1e9)) throw new ControlRequestException("'seconds' must be zero or more: the sandbox's clock never runs backwards.");
            clock.Advance(TimeSpan.FromSeconds(by.Seconds));
            return Json(new ClockView(clock.GetUtcNow(), clock.Offset.TotalSeconds));
        });
        api.MapGet("/stats", (ProviderCatalog catalog, StatisticsReader reader) => Json(reader.All(catalog)));
        api.MapGet("/calls", (CallLog calls, int? last) => Json(calls.Last(last ?? 100)));
        api.MapPost("/reset", (SandboxReset reset) =>
        {
            reset.Everything();
            return Results.NoContent();
        });
    }

    private static void MapCompanies(RouteGroupBuilder api)
    {
        api.MapGet("/companies", (ProviderCatalog catalog, string? provider) =>
            Json(catalog.All.Where(known => provider is null || known == Provider(catalog, provider)).SelectMany(known => known.Companies.Select(company => View(known, company)))));
        api.MapPost("/companies", (NewCompany request, ProviderCatalog catalog) =>
        {
            var provider = Provider(catalog, request.Provider);
            if (string.IsNullOrWhiteSpace(request.Name)) throw new ControlRequestException("'name' is missing.");
            return Json(View(provider, provider.Create(request)), StatusCodes.Status201Created);
        });

        var company = api.MapGroup("/companies/{provider}/{id}");
        company.MapPatch("", (string provider, string id, JsonObject change, ProviderCatalog catalog) =>
        {
            var (simulated, found) = Company(catalog, provider, id);
            if (change.Remove("quotas", out var quotas)) PatchQuotas(found, quotas);
            simulated.Patch(found, change);
            return Json(View(simulated, found));
        });
        company.MapGet("/books", (string provider, string id, ProviderCatalog catalog) =>
        {
            var (simulated, found) = Company(catalog, provider, id);
            return Json(simulated.Books(found));
        });
        company.MapGet("/stats", (string provider, string id, ProviderCatalog catalog, StatisticsReader reader) =>
        {
            var (simulated, found) = Company(catalog, provider, id);
            return Json(reader.Of(simulated, found));
        });
        company.MapDelete("/authorizations", (string provider, string id, ProviderCatalog catalog) =>
        {
            var (simulated, found) = Company(catalog, provider, id);
            simulated.RemoveAuthorizations(found);
            return Results.NoContent();
        });
    }

    private static void MapFaults(RouteGroupBuilder api)
    {
        api.MapPost("/faults", (FaultSpecification specification, FaultBook faults) => Json(View(faults.Add(specification)), StatusCodes.Status201Created));
        api.MapGet("/faults", (FaultBook faults) => Json(faults.All.Select(View)));
        api.MapDelete("/faults", (FaultBook faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        api.MapDelete("/faults/{id}", (string id, FaultBook faults) => faults.Remove(id) ? Results.NoContent() : Results.NotFound());
        api.MapGet("/faults/{id}/hits", async (string id, int? atLeast, double? timeoutSeconds, FaultBook faults, CancellationToken cancellationToken) =>
        {
            if (faults.Find(id) is not { } fault) return Results.NotFound();
            var hits = await fault.WaitForHitsAsync(atLeast ?? 0, TimeSpan.FromSeconds(timeoutSeconds ?? 30), cancellationToken);
            return Json(new HitsView(fault.Id, hits.Count, hits.Count >= (atLeast ?? 0), hits));
        });
        api.MapPost("/faults/{id}/release", (string id, FaultBook faults) =>
        {
            if (faults.Find(id) is not { } fault) return Results.NotFound();
            fault.Release();
            return Results.NoContent();
        });
    }

    private static void MapWebhooks(RouteGroupBuilder api)
    {
        api.MapGet("/webhooks", (WebhookDispatcher webhooks) => Json(webhooks.Describe()));
        api.MapPost("/webhooks", async (NewWebhook request, ProviderCatalog catalog, RegisteredApps apps, WebhookDispatcher webhooks, CancellationToken cancellationToken) =>
        {
            var provider = Provider(catalog, request.Provider);
            if (!webhooks.Supports(provider.Name)) throw new ControlRequestException($"{provider.DisplayName} has no simulated webhooks.");
            if (!Uri.TryCreate(request.Url, UriKind.Absolute, out _)) throw new ControlRequestException("'url' must be an absolute URL.");
            var clientId = request.ClientId ?? $"sandbox-{provider.Name}";
            if (apps.Find(provider.Name, clientId) is null) throw new ControlRequestException($"No app with the client id '{clientId}' is registered with {provider.DisplayName}.");
            var id = await webhooks.SubscribeAsync(provider.Name, clientId, request.Url, request.SigningKey, cancellationToken);
            return Json(Webhook(webhooks, id), StatusCodes.Status201Created);
        });
        api.MapPost("/webhooks/{id}/validate", async (string id, WebhookDispatcher webhooks, CancellationToken cancellationToken) =>
            await webhooks.ValidateAsync(id, cancellationToken) ? Json(Webhook(webhooks, id)) : Results.NotFound());
        api.MapDelete("/webhooks/{id}", (string id, WebhookDispatcher webhooks) => webhooks.Unsubscribe(id) ? Results.NoContent() : Results.NotFound());
    }

    private static JsonObject Webhook(WebhookDispatcher webhooks, string id) => webhooks.Describe().First(subscription => subscription["id"]!.GetValue<string>() == id);

    private static void PatchQuotas(SimulatedCompany company, JsonNode? quotas)
    {
        if (quotas is not JsonObject rules) throw new ControlRequestException("'quotas' is an object: {\"day\": {\"limit\": 100, \"seconds\": 60}}.");
        lock (company.Gate)
        {
            foreach (var (rule, value) in rules)
            {
                if (value is null) company.Quotas.Remove(rule);
                else company.Quotas[rule] = new QuotaOverride(value["limit"]?.GetValue<int>(), value["seconds"]?.GetValue<double>());
            }
        }
    }

    private static ISimulatedProvider Provider(ProviderCatalog catalog, string? name) => catalog.Find(name)
        ?? throw new ControlRequestException($"There is no provider '{name}'. One of: {string.Join(", ", catalog.All.Select(known => known.Name))}.");

    private static (ISimulatedProvider Provider, SimulatedCompany Company) Company(ProviderCatalog catalog, string provider, string id)
    {
        var simulated = Provider(catalog, provider);
        return (simulated, simulated.Find(id) ?? throw new ControlRequestException($"{simulated.DisplayName} has no company '{id}'. GET /_sandbox/api/companies lists them."));
    }

    private static CompanyView View(ISimulatedProvider provider, SimulatedCompany company) => new(provider.Name, company.Id, company.Name, company.BaseCurrency, company.Country);

    private static FaultView View(Fault fault) => new(fault.Id, fault.Specification, fault.Hits.Count, fault.IsUsedUp, fault.Released.IsCompleted);

    private static IResult Json(object value, int status = StatusCodes.Status200OK) => Results.Json(value, SandboxJson.Control, statusCode: status);

    private static async ValueTask<object?> RefusalsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ControlRequestException refused)
        {
            return Json(new { error = refused.Message }, StatusCodes.Status400BadRequest);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException && wrong.Source == "System.Text.Json")
        {
            return Json(new { error = $"A member of the body has the wrong type: {wrong.Message}" }, StatusCodes.Status400BadRequest);
        }
    }

    internal sealed record NewApp(string Provider, string ClientId, string ClientSecret, List<string>? RedirectUris);

    internal sealed record NewWebhook(string Provider, string? ClientId, string Url, string? SigningKey);

    internal sealed record AdvanceClock(double Seconds);

    internal sealed record ClockView(DateTimeOffset Now, double OffsetSeconds);

    internal sealed record CompanyView(string Provider, string Id, string Name, string BaseCurrency, string Country);

    internal sealed record FaultView(string Id, FaultSpecification Fault, int Hits, bool UsedUp, bool Released);

    internal sealed record HitsView(string Id, int Count, bool Reached, IReadOnlyList<FaultHit> Hits);
}
