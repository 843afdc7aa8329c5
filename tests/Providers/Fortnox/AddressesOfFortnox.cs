using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Fortnox;

namespace OrleansLedger.Providers.Tests.Fortnox;

public sealed class AddressesOfFortnox
{
    [Fact]
    public void With_a_client_id_the_real_Fortnox_is_used()
    {
        var options = Options(("FORTNOX_CLIENT_ID", "id"), ("FORTNOX_CLIENT_SECRET", "secret"), ("FORTNOX_REDIRECT_URI", "https://app.example/cb"), ("Providers:TimeScale", "10"));

        options.Authorize.ToString().ShouldBe("https://apps.fortnox.se/oauth-v1/auth");
        options.Token.ToString().ShouldBe("https://apps.fortnox.se/oauth-v1/token");
        options.Revoke.ToString().ShouldBe("https://apps.fortnox.se/oauth-v1/revoke");
        options.Api.ToString().ShouldBe("https://api.fortnox.se/3/");
        options.Window.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5199/fortnox")]
    [InlineData("http://127.0.0.1:5199/fortnox/")]
    public void Without_one_the_sandbox_has_the_same_paths_below_its_root(string root)
    {
        var options = Options([.. Simulated(root), ("Providers:TimeScale", "10")]);

        options.Authorize.ToString().ShouldBe("http://127.0.0.1:5199/fortnox/oauth-v1/auth");
        options.Api.ToString().ShouldBe("http://127.0.0.1:5199/fortnox/3/");
        options.Window.ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void The_consent_asks_for_a_service_account_and_offline_access()
    {
        var provider = Provider(Simulated("http://127.0.0.1:5199/fortnox"));

        var query = QueryHelpers.ParseQuery(provider.Authorization.AuthorizeUrl("st/ate+1", codeChallenge: null).Query);

        query["state"].ToString().ShouldBe("st/ate+1");
        query["client_id"].ToString().ShouldBe("app");
        query["redirect_uri"].ToString().ShouldBe("http://localhost/cb");
        query["response_type"].ToString().ShouldBe("code");
        query["access_type"].ToString().ShouldBe("offline");
        query["account_type"].ToString().ShouldBe("service");
        query["scope"].ToString().Split(' ').ShouldBe(["bookkeeping", "companyinformation", "archive", "connectfile", "inbox", "settings"]);
    }

    [Fact]
    public void A_missing_setting_is_named() =>
        Should.Throw<OptionsValidationException>(() => Options(("FORTNOX_CLIENT_ID", "id"))).Message.ShouldContain("FORTNOX_CLIENT_SECRET");

    [Fact]
    public void It_declares_what_it_can_do_and_nothing_else()
    {
        var provider = Provider(Simulated("http://127.0.0.1:5199/fortnox"));

        provider.Manifest.Key.ShouldBe("fortnox");
        provider.Manifest.Windows.ShouldHaveSingleItem().Limit.ShouldBe(25);
        provider.Manifest.ReplayWindow.ShouldBeNull();
        provider.ShouldNotBeAssignableTo<IReadsTaxCodes>();
        provider.ShouldNotBeAssignableTo<IKeepsContacts>();
        provider.ShouldBeAssignableTo<IDeletesAttachments>();
    }

    [Theory]
    [InlineData("Kvitto april.PDF", "Kvitto_april-k3v9x2ab.pdf")]
    [InlineData("Räksmörgås & co?.png", "Raksmorgas_co-k3v9x2ab.png")]
    [InlineData("東京.png", "k3v9x2ab.png")]
    [InlineData("..png", "k3v9x2ab.png")]
    [InlineData("../../etc/passwd.jpg", "etc_passwd-k3v9x2ab.jpg")]
    [InlineData("no extension", "no_extension-k3v9x2ab")]
    public void A_file_name_is_plain_and_carries_its_tag(string fileName, string expected) =>
        ((IWritesAttachments)Provider(Simulated("http://127.0.0.1:5199/fortnox"))).FileNameFor(fileName, "k3v9x2ab").ShouldBe(expected);

    private static (string Key, string Value)[] Simulated(string root) =>
    [
        ("Providers:fortnox:SandboxUrl", root),
        ("Providers:fortnox:ClientId", "app"),
        ("Providers:fortnox:ClientSecret", "secret"),
        ("Providers:fortnox:RedirectUri", "http://localhost/cb"),
    ];

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static FortnoxOptions Options(params (string Key, string Value)[] settings) =>
        FortnoxOptions.From(ProviderOptions.Read(Configuration(settings), FortnoxOptions.Key));

    private static IProvider Provider(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection().AddFortnox(Configuration(settings));
        using var built = services.BuildServiceProvider();
        return built.GetRequiredService<IProvider>();
    }
}
