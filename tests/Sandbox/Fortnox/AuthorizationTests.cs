using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class AuthorizationTests
{
    private const string ClientCredentials = "client_credentials";

    [Fact]
    public async Task The_access_token_is_a_jwt_that_names_the_company_and_lives_an_hour()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var code = await FortnoxSession.AuthorizeAsync(sandbox);

        var answer = await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(code));

        answer.Json["token_type"]!.GetValue<string>().ShouldBe("bearer");
        answer.Json["expires_in"]!.GetValue<int>().ShouldBe(3600);
        answer.Json["scope"]!.GetValue<string>().ShouldBe(FortnoxSession.AllScopes);
        Guid.TryParse(answer.Json["refresh_token"]!.GetValue<string>(), out _).ShouldBeTrue();
        var claims = JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(answer.Json["access_token"]!.GetValue<string>().Split('.')[1])))!;
        claims["tenantId"]!.GetValue<int>().ShouldBe(1047315);
    }

    [Fact]
    public async Task Without_access_type_offline_there_is_no_refresh_token()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var code = await FortnoxSession.AuthorizeAsync(sandbox, accessType: "online");

        var answer = await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(code));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json["refresh_token"].ShouldBeNull();
    }

    [Fact]
    public async Task A_code_is_good_once_for_ten_minutes_and_for_its_redirect_uri()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var used = await FortnoxSession.AuthorizeAsync(sandbox);
        (await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(used))).Status.ShouldBe(HttpStatusCode.OK);
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(used)));

        var elsewhere = await FortnoxSession.AuthorizeAsync(sandbox);
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(elsewhere, "http://127.0.0.1:9/other")));

        var late = await FortnoxSession.AuthorizeAsync(sandbox);
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(10));
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.CodeForm(late)));
    }

    [Fact]
    public async Task A_wrong_client_secret_is_an_invalid_client()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var answer = await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm("whatever"), secret: "wrong");

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Json["error"]!.GetValue<string>().ShouldBe("invalid_client");
    }

    [Fact]
    public async Task Each_refresh_gives_a_new_refresh_token_and_kills_the_old_one()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var first = await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken));
        var successor = first.Json["refresh_token"]!.GetValue<string>();
        successor.ShouldNotBe(session.RefreshToken);
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken)));

        (await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(successor))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_one_wins()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken))));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.BadRequest && answer.Json["error"]!.GetValue<string>() == "invalid_grant").ShouldBe(7);
    }

    [Fact]
    public async Task A_refresh_token_dies_after_45_days()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        await sandbox.AdvanceAsync(TimeSpan.FromDays(44));
        var alive = await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken));
        alive.Status.ShouldBe(HttpStatusCode.OK);

        await sandbox.AdvanceAsync(TimeSpan.FromDays(45));
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(alive.Json["refresh_token"]!.GetValue<string>())));
    }

    [Fact]
    public async Task An_expired_access_token_is_refused_by_the_gateway_and_a_missing_or_foreign_one_by_the_api()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        (await new FortnoxSession(sandbox, "not.a.token", null).GetAsync("accounts")).ShouldBeRefused(HttpStatusCode.Unauthorized, 2000310);
        (await FortnoxReply.ReadAsync(await sandbox.Http.GetAsync(new Uri("/fortnox/3/accounts", UriKind.Relative), TestContext.Current.CancellationToken))).ShouldBeRefused(HttpStatusCode.Unauthorized, 2000311);

        await sandbox.AdvanceAsync(TimeSpan.FromHours(1));

        var expired = await session.GetAsync("accounts");
        expired.Status.ShouldBe(HttpStatusCode.Unauthorized);
        expired.Json["message"]!.GetValue<string>().ShouldBe("unauthorized");
    }

    [Fact]
    public async Task Client_credentials_work_only_after_a_service_account_has_consented()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = ClientCredentials };
        await FortnoxSession.ConnectAsync(sandbox);
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, form, tenantId: FortnoxSession.Norrsken));

        await FortnoxSession.ConnectAsync(sandbox, accountType: "service");

        var answer = await FortnoxSession.TokenAsync(sandbox, form, tenantId: FortnoxSession.Norrsken);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json["refresh_token"].ShouldBeNull();
        var company = await new FortnoxSession(sandbox, answer.Json["access_token"]!.GetValue<string>(), null).GetAsync("companyinformation");
        company.Json["CompanyInformation"]!["DatabaseNumber"]!.GetValue<int>().ShouldBe(1047315);
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, form, tenantId: FortnoxSession.Vastkusten));
        (await FortnoxSession.TokenAsync(sandbox, form)).Json["error"]!.GetValue<string>().ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Revoking_ends_the_refresh_token_at_once_and_access_with_the_hour()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var revoked = await FortnoxSession.OAuthAsync(sandbox, "revoke", new Dictionary<string, string>(StringComparer.Ordinal) { ["token_type_hint"] = "refresh_token", ["token"] = session.RefreshToken });

        revoked.Json["revoked"]!.GetValue<bool>().ShouldBeTrue();
        ShouldBeInvalidGrant(await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken)));
        (await session.GetAsync("accounts")).Status.ShouldBe(HttpStatusCode.OK);
        await sandbox.AdvanceAsync(TimeSpan.FromHours(1));
        (await session.GetAsync("accounts")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Revoking_one_company_leaves_the_other_connected()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var norrsken = await FortnoxSession.ConnectAsync(sandbox);
        var vastkusten = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);

        await sandbox.ControlAsync(HttpMethod.Delete, $"companies/fortnox/{FortnoxSession.Norrsken}/authorizations");

        (await norrsken.GetAsync("accounts")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await vastkusten.GetAsync("accounts")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_scope_that_does_not_exist_is_refused_at_the_consent()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        using var answer = await sandbox.Http.GetAsync(
            new Uri("/fortnox/oauth-v1/auth?client_id=sandbox-fortnox&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&scope=bookkeeping%20ledger&state=s1&response_type=code", UriKind.Relative),
            TestContext.Current.CancellationToken);

        answer.Headers.Location!.Query.ShouldContain("error=invalid_scope");
    }

    private static void ShouldBeInvalidGrant(FortnoxReply answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Json["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }
}
