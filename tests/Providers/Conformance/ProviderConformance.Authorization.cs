using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    [Fact]
    public async Task A_consent_opens_the_company_the_user_chose()
    {
        var company = await CreateCompanyAsync("Harbour Cafe");
        await CreateCompanyAsync("Hillside Bakery");

        var grant = await ConsentAsync(company);

        grant.Companies.ShouldHaveSingleItem().RemoteId.ShouldBe(company);
        grant.Tokens.AccessExpiresAt.ShouldBeGreaterThan(grant.Tokens.IssuedAt);
        grant.Tokens.RefreshExpiresAt.ShouldBeGreaterThan(grant.Tokens.AccessExpiresAt);
    }

    [Fact]
    public async Task A_refused_consent_comes_back_with_the_state_and_without_a_code()
    {
        var company = await CreateCompanyAsync();

        var callback = await DecideAsync(company, allow: false, new string('v', 64));

        callback.Keys.ShouldNotContain("code");
        callback["error"].ShouldBe("access_denied");
        callback["state"].ShouldBe("state-of-the-test");
    }

    [Fact]
    public async Task A_code_serves_once()
    {
        var verifier = Provider.Authorization.UsesPkce ? new string('v', 64) : null;
        var callback = await DecideAsync(await CreateCompanyAsync(), allow: true, verifier);
        var code = new AuthorizationCallback(callback["code"], callback.GetValueOrDefault("realmId"), verifier);
        (await Provider.Authorization.ExchangeAsync(Anonymous(), code, Cancellation)).ShouldSucceed();

        var again = await Provider.Authorization.ExchangeAsync(Anonymous(), code, Cancellation);

        again.ShouldFail<Grant, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task A_wrong_client_secret_is_told_by_the_name_of_the_setting()
    {
        var company = await CreateCompanyAsync();
        Provider = Build(clientSecret: "not-the-secret");
        var verifier = Provider.Authorization.UsesPkce ? new string('v', 64) : null;
        var callback = await DecideAsync(company, allow: true, verifier);

        var exchanged = await Provider.Authorization.ExchangeAsync(
            Anonymous(), new AuthorizationCallback(callback["code"], callback.GetValueOrDefault("realmId"), verifier), Cancellation);

        exchanged.ShouldFail<Grant, ProviderFailure.Rejected>().Text.ShouldContain($"{Key.ToUpperInvariant()}_CLIENT_SECRET");
    }

    [Fact]
    public async Task A_refresh_renews_the_access_token_and_keeps_the_authorisation()
    {
        var session = await ConnectAsync();
        await Sandbox.AdvanceClockAsync(AccessLifetime(session) + TimeSpan.FromMinutes(1));
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldFail<Company, ProviderFailure.Unauthorized>();
        var before = session.Tokens;

        session.Tokens = await RefreshAsync(session);

        session.Tokens.AccessToken.ShouldNotBe(before.AccessToken);
        session.Tokens.AuthorizationId.ShouldBe(before.AuthorizationId);
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed();
    }

    [Fact]
    public async Task A_refresh_whose_answer_was_lost_is_repeated_within_the_grace()
    {
        if (Provider.Manifest.RefreshGrace is null)
        {
            Assert.Skip($"{Provider.Manifest.DisplayName} gives no grace.");
        }

        var session = await ConnectAsync();
        var lost = await RefreshAsync(session);

        var repeated = await RefreshAsync(session);

        repeated.AccessToken.ShouldNotBe(lost.AccessToken);
        session.Tokens = repeated;
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed();
    }

    [Fact]
    public async Task A_refresh_token_that_was_never_given_means_the_consent_is_lost()
    {
        if (RenewsWithoutRefreshToken)
        {
            Assert.Skip($"{Provider.Manifest.DisplayName} gives tokens to the app itself once the company has consented.");
        }

        var session = await ConnectAsync();
        var forged = session.Tokens with { RefreshToken = "never-given" };

        var refreshed = await Provider.Authorization.RefreshAsync(Anonymous(), forged, session.Company.RemoteId, Cancellation);

        refreshed.ShouldFail<TokenSet, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task After_the_user_removed_the_app_the_consent_is_lost()
    {
        var session = await ConnectAsync();

        await Sandbox.RemoveAuthorizationsAsync(Key, session.Company.RemoteId);

        await ConsentShouldBeLostAsync(session);
    }

    [Fact]
    public async Task Disconnecting_removes_the_company_and_may_be_repeated()
    {
        var session = await ConnectAsync();

        (await Provider.Authorization.DisconnectAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();
        (await Provider.Authorization.DisconnectAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();

        if (!RenewsWithoutRefreshToken)
        {
            await ConsentShouldBeLostAsync(session);
        }
    }

    [Fact]
    public async Task Disconnecting_one_company_leaves_the_same_persons_other_connection_alone()
    {
        var cafe = await ConnectAsync("Harbour Cafe");
        var bakery = await ConnectAsync("Hillside Bakery");

        (await Provider.Authorization.DisconnectAsync(Anonymous(), cafe.Tokens, cafe.Company.RemoteId, Cancellation)).ShouldSucceed();

        (await Provider.ReadCompanyAsync(bakery.Calls, bakery.Company.RemoteId, Cancellation)).ShouldSucceed();
        bakery.Tokens = await RefreshAsync(bakery);
        (await Provider.ReadCompanyAsync(bakery.Calls, bakery.Company.RemoteId, Cancellation)).ShouldSucceed();
    }

    private static TimeSpan AccessLifetime(RemoteSession session) => session.Tokens.AccessExpiresAt - session.Tokens.IssuedAt;

    private async Task<TokenSet> RefreshAsync(RemoteSession session) =>
        (await Provider.Authorization.RefreshAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();

    /// <summary>Either the API says so itself, or it refuses the token and the refresh says so.</summary>
    private async Task ConsentShouldBeLostAsync(RemoteSession session)
    {
        var failure = (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).Failure;
        if (failure is ProviderFailure.Unauthorized)
        {
            failure = (await Provider.Authorization.RefreshAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).Failure;
        }

        failure.ShouldBeOfType<ProviderFailure.ConsentLost>();
    }
}
