using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

public sealed class RegistrationTests
{
    [Theory]
    [InlineData("sandbox")]
    [InlineData("production")]
    public void With_a_client_id_the_real_quickbooks_is_used(string environment)
    {
        var provider = Build(("QUICKBOOKS_CLIENT_ID", "id"), ("QUICKBOOKS_CLIENT_SECRET", "secret"), ("QUICKBOOKS_REDIRECT_URI", "https://app.example/cb"), ("QUICKBOOKS_ENVIRONMENT", environment));

        provider.Manifest.Live.ShouldBeTrue();
        provider.Manifest.Windows[0].Length.ShouldBe(TimeSpan.FromMinutes(1));
        provider.Authorization.AuthorizeUrl("s t", "ignored").AbsoluteUri.ShouldBe(
            "https://appcenter.intuit.com/connect/oauth2?client_id=id&response_type=code&scope=com.intuit.quickbooks.accounting&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=s%20t");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("live")]
    public void The_environment_of_the_real_quickbooks_must_be_said(string? environment)
    {
        var wrong = Should.Throw<OptionsValidationException>(() => Build(
            ("QUICKBOOKS_CLIENT_ID", "id"), ("QUICKBOOKS_CLIENT_SECRET", "secret"), ("QUICKBOOKS_REDIRECT_URI", "https://app.example/cb"), ("QUICKBOOKS_ENVIRONMENT", environment)));

        wrong.Message.ShouldContain("QUICKBOOKS_ENVIRONMENT");
    }

    [Fact]
    public void Without_one_it_is_the_sandbox_with_its_shorter_windows()
    {
        var provider = Build(
            ("Providers:quickbooks:SandboxUrl", "http://127.0.0.1:5199/quickbooks/"),
            ("Providers:quickbooks:ClientId", "id"),
            ("Providers:quickbooks:ClientSecret", "secret"),
            ("Providers:quickbooks:RedirectUri", "http://localhost:5080/cb"),
            ("Providers:TimeScale", "10"));

        provider.Manifest.Live.ShouldBeFalse();
        provider.Manifest.Windows[0].Length.ShouldBe(TimeSpan.FromSeconds(6));
        provider.Authorization.AuthorizeUrl("s", null).AbsoluteUri.ShouldStartWith("http://127.0.0.1:5199/quickbooks/connect/oauth2?client_id=id");
    }

    private static IProvider Build(params IEnumerable<(string Key, string? Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddQuickBooks(configuration).BuildServiceProvider();
        return services.GetRequiredService<IProvider>();
    }
}
