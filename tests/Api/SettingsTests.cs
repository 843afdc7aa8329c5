using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OrleansLedger.ServiceDefaults;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests;

/// <summary>A setting that is missing stops the start, and the message names its key.</summary>
public sealed class SettingsTests
{
    private static readonly TestDatabase s_database = new("ledger", "Host=127.0.0.1", "Host=127.0.0.1;Username=ledger_app;Password=x;Database=ledger");

    public static TheoryData<string> Needed()
    {
        var keys = new TheoryData<string> { "ConnectionStrings:ledger", "ConnectionStrings:redis", "Encryption:Keys:0" };
        foreach (var provider in RunningApi.Providers)
        {
            foreach (var setting in (string[])["SandboxUrl", "ClientId", "ClientSecret", "RedirectUri"])
            {
                keys.Add($"Providers:{provider}:{setting}");
            }
        }

        return keys;
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData(";Maximum Pool Size=7", 7)]
    [InlineData(";MaxPoolSize=100", 100)]
    public void A_process_keeps_few_connections_unless_it_is_told_otherwise(string setting, int expected)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:ledger"] = s_database.AppConnectionString + setting;
        builder.Configuration["ConnectionStrings:redis"] = "127.0.0.1:1";
        builder.AddServiceDefaults();
        using var services = builder.Services.BuildServiceProvider();

        new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString).MaxPoolSize.ShouldBe(expected);
    }

    [Fact]
    public async Task Telemetry_names_the_version_of_the_product()
    {
        var settings = RunningApi.Settings(s_database, new Uri("http://127.0.0.1:1"));
        // No collector listens there.
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        await using var app = RunningApi.Build(settings, TimeProvider.System);

        var resource = app.Services.GetRequiredService<TracerProvider>().GetResource();

        resource.Attributes.ShouldContain(KeyValuePair.Create("service.version", (object)"0.1.0"));
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public void A_missing_setting_stops_the_start_and_is_named(string key) => Refusal((key, null)).ShouldStartWith($"The setting {key} is missing");

    [Theory]
    [InlineData("XERO", "CLIENT_SECRET")]
    [InlineData("XERO", "REDIRECT_URI")]
    [InlineData("QUICKBOOKS", "CLIENT_SECRET")]
    [InlineData("QUICKBOOKS", "REDIRECT_URI")]
    [InlineData("FORTNOX", "CLIENT_SECRET")]
    [InlineData("FORTNOX", "REDIRECT_URI")]
    public void A_real_provider_needs_all_its_variables(string provider, string missing) =>
        Refusal(
                ($"{provider}_CLIENT_ID", "id"),
                ($"{provider}_CLIENT_SECRET", missing == "CLIENT_SECRET" ? null : "secret"),
                ($"{provider}_REDIRECT_URI", missing == "REDIRECT_URI" ? null : "https://example.com/callback"))
            .ShouldBe($"The setting {provider}_{missing} is missing (needed because {provider}_CLIENT_ID is set). Set it in the environment or in appsettings.json.");

    [Theory]
    [InlineData(null)]
    [InlineData("test")]
    public void A_provider_with_two_environments_wants_to_know_which(string? environment) =>
        Refusal(
                ("QUICKBOOKS_CLIENT_ID", "id"),
                ("QUICKBOOKS_CLIENT_SECRET", "secret"),
                ("QUICKBOOKS_REDIRECT_URI", "https://example.com/callback"),
                ("QUICKBOOKS_ENVIRONMENT", environment))
            .ShouldBe($"The setting QUICKBOOKS_ENVIRONMENT is '{environment}'. Set it to sandbox (development keys) or production (production keys).");

    [Fact]
    public async Task With_every_setting_there_it_starts()
    {
        await using var app = RunningApi.Build(RunningApi.Settings(s_database, new Uri("http://127.0.0.1:1")), TimeProvider.System);

        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static string Refusal(params (string Key, string? Value)[] changes)
    {
        var settings = RunningApi.Settings(s_database, new Uri("http://127.0.0.1:1"));
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                settings.Remove(key);
            }
            else
            {
                settings[key] = value;
            }
        }

        return Should.Throw<OptionsValidationException>(() => RunningApi.Build(settings, TimeProvider.System)).Message;
    }
}
