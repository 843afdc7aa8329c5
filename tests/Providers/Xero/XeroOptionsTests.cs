using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests.Xero;

public sealed class XeroOptionsTests
{
    [Fact]
    public void With_a_client_id_the_real_xero_is_used()
    {
        var options = XeroOptions.Read(Configuration(("XERO_CLIENT_ID", "id"), ("XERO_CLIENT_SECRET", "secret"), ("XERO_REDIRECT_URI", "https://ledger.example/oauth/xero/callback")));

        options.Live.ShouldBeTrue();
        options.Authorize.ShouldBe(new Uri("https://login.xero.com/identity/connect/authorize"));
        options.Token.ShouldBe(new Uri("https://identity.xero.com/connect/token"));
        options.Connections.ShouldBe(new Uri("https://api.xero.com/connections"));
        options.ApiRoot.ShouldBe(new Uri("https://api.xero.com/api.xro/2.0/"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5199/xero")]
    [InlineData("http://127.0.0.1:5199/xero/")]
    public void Without_one_the_sandbox_is(string url)
    {
        var options = XeroOptions.Read(Sandbox(url));

        options.Live.ShouldBeFalse();
        options.Token.ShouldBe(new Uri("http://127.0.0.1:5199/xero/connect/token"));
        options.ApiRoot.ShouldBe(new Uri("http://127.0.0.1:5199/xero/api.xro/2.0/"));
    }

    [Fact]
    public void A_missing_secret_is_told_by_its_name() =>
        Should.Throw<OptionsValidationException>(() => new ServiceCollection().AddXero(Configuration(("XERO_CLIENT_ID", "id"))))
            .Message.ShouldContain("XERO_CLIENT_SECRET");

    [Fact]
    public void The_consent_asks_for_one_company_and_the_scopes_in_use()
    {
        var provider = new XeroProvider(XeroOptions.Read(Sandbox("http://127.0.0.1:5199/xero")), TimeProvider.System);

        var query = QueryHelpers.ParseQuery(provider.Authorization.AuthorizeUrl("a state&more", codeChallenge: null).Query);

        query["response_type"].ToString().ShouldBe("code");
        query["state"].ToString().ShouldBe("a state&more");
        query["acr_values"].ToString().ShouldBe("bulk_connect:false");
        query["scope"].ToString().Split(' ').ShouldBe(
            ["offline_access", "accounting.banktransactions", "accounting.contacts", "accounting.attachments", "accounting.settings.read"], ignoreOrder: true);
    }

    [Fact]
    public void Shortened_windows_are_the_sandboxes_alone()
    {
        IReadOnlyList<QuotaWindow> Windows(params (string, string)[] settings) => new XeroProvider(XeroOptions.Read(Configuration(settings)), TimeProvider.System).Manifest.Windows;

        Windows(("Providers:TimeScale", "60"), ("Providers:xero:SandboxUrl", "http://127.0.0.1:1/xero"), ("Providers:xero:ClientId", "i"), ("Providers:xero:ClientSecret", "s"), ("Providers:xero:RedirectUri", "http://localhost"))
            .Single(window => window.Name == "minute").Length.ShouldBe(TimeSpan.FromSeconds(1));
        Windows(("Providers:TimeScale", "60"), ("XERO_CLIENT_ID", "i"), ("XERO_CLIENT_SECRET", "s"), ("XERO_REDIRECT_URI", "https://ledger.example"))
            .Single(window => window.Name == "minute").Length.ShouldBe(TimeSpan.FromMinutes(1));
    }

    private static IConfiguration Sandbox(string url) => Configuration(
        ("Providers:xero:SandboxUrl", url), ("Providers:xero:ClientId", "sandbox-xero"), ("Providers:xero:ClientSecret", "secret"), ("Providers:xero:RedirectUri", "http://localhost:5080/oauth/xero/callback"));

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
