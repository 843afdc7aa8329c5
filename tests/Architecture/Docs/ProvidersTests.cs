using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Architecture.Tests.Docs;

public sealed class ProvidersTests
{
    private static string Document => Path.Combine(Repository.Root, "docs", "providers.md");

    [Fact]
    public void The_support_matrix_says_what_the_types_say()
    {
        var written = ProviderMatrix.Write(Providers());
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Document, written);
        }

        File.ReadAllText(Document).ReplaceLineEndings("\n").ShouldBe(written, "docs/providers.md is out of date: UPDATE_DOCS=1 dotnet test tests/Architecture");
    }

    [Fact]
    public void Every_port_of_the_contract_is_in_the_matrix() =>
        typeof(IProvider).Assembly.GetExportedTypes()
            .Where(type => type is { IsInterface: true } && Providers().Any(provider => type.IsInstanceOfType(provider)) && type != typeof(IProvider))
            .ShouldBe(ProviderMatrix.Ports, ignoreOrder: true);

    /// <summary>As they are for the real systems: with windows of their true length.</summary>
    private static IReadOnlyCollection<IProvider> Providers()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Providers")).Select(Path.GetFileName))
        {
            var prefix = folder!.ToUpperInvariant();
            settings[$"{prefix}_CLIENT_ID"] = "id";
            settings[$"{prefix}_CLIENT_SECRET"] = "secret";
            settings[$"{prefix}_REDIRECT_URI"] = "http://localhost/callback";
            settings[$"{prefix}_ENVIRONMENT"] = "production";
        }

        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddProviders(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<ProviderCatalog>().All;
    }
}
