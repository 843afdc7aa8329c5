using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.Control;
using OrleansLedger.Sandbox.Core.Faults;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.State;
using OrleansLedger.Sandbox.Core.Webhooks;

namespace OrleansLedger.Sandbox;

/// <summary>Builds the sandbox; tests run the same host inside their own process.</summary>
public static class SandboxHost
{
    /// <param name="args">Command line of the form <c>--Sandbox:TimeScale=10 --urls=http://127.0.0.1:0</c>.</param>
    public static WebApplication Create(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        // The largest body a provider takes is far below; each refuses what is beyond its own limit.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        builder.Services.AddSandboxCore(builder.Configuration);
        builder.Services.AddProviders();

        var app = builder.Build();
        app.UseRouting();
        app.UseWebSockets();
        app.UseMiddleware<ProviderPipeline>();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => "ready");
        app.MapPost(ConsentPage.Path, (HttpContext context, ConsentPage consents) => consents.DecideAsync(context)).DisableAntiforgery();
        app.MapControlApi();
        ControlPage.Map(app);
        foreach (var provider in app.Services.GetRequiredService<ProviderCatalog>().All) provider.Map(app.MapGroup("/" + provider.Name));
        return app;
    }

    private static void AddSandboxCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SandboxOptions>().Bind(configuration.GetSection("Sandbox")).PostConfigure(options => options.Validate());
        services.AddSingleton<StateStore>();
        services.AddHostedService<StateWriter>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<SandboxClock>();
        services.AddSingleton<RegisteredApps>();
        services.AddSingleton<JwtSigner>();
        services.AddSingleton<ConsentPage>();
        services.AddSingleton<QuotaLedger>();
        services.AddSingleton<CompanyStatistics>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<FaultBook>();
        services.AddSingleton<WebhookDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookDispatcher>());
        services.AddSingleton<ProviderCatalog>();
        services.AddSingleton<StatisticsReader>();
        services.AddSingleton<SandboxReset>();
        services.AddSingleton<ControlPage>();
        services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var converter in SandboxJson.Control.Converters) json.SerializerOptions.Converters.Add(converter);
        });
    }
}
