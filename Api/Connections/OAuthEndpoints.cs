using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Api.Connections;

/// <summary>Where providers send the user's browser back to, and where it chooses among several companies.</summary>
internal static class OAuthEndpoints
{
    public const string Path = "/oauth";

    /// <summary>As long as a mutation may take: what a browser has begun goes on when the browser has gone.</summary>
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(30);

    public static void MapOAuth(this IEndpointRouteBuilder app)
    {
        app.MapGet($"{Path}/{{provider}}/callback", CallbackAsync);
        // The state in the form proves that the page was ours: no other page knows it.
        app.MapPost($"{Path}/{{provider}}/company", ChooseAsync).DisableAntiforgery();
    }

    private static async Task<IResult> CallbackAsync(
        string provider, string? state, string? code, string? realmId, string? error, string? error_description, HttpContext context, Authorizations authorizations, RedirectAudit audit, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(s_timeLimit, clock);
        var redirect = new RedirectQuery(state, code, realmId, error, error_description);
        var result = await audit.RecordAsync(
            "completeAuthorization", provider, state, context, () => authorizations.CompleteAsync(provider, redirect, Session.BrowserId(context.Request), limit.Token), limit.Token);
        return Shown(result, provider, state);
    }

    private static async Task<IResult> ChooseAsync(
        string provider, [FromForm] string? state, [FromForm] string? company, HttpContext context, Authorizations authorizations, RedirectAudit audit, TimeProvider clock)
    {
        using var limit = new CancellationTokenSource(s_timeLimit, clock);
        var result = await audit.RecordAsync(
            "chooseCompany", provider, state, context, () => authorizations.ChooseAsync(provider, state ?? "", company ?? "", Session.BrowserId(context.Request), limit.Token), limit.Token);
        return Shown(result, provider, state);
    }

    private static IResult Shown(AuthorizationResult result, string provider, string? state) => result switch
    {
        AuthorizationResult.Connected { ReturnUrl: { } url } connected =>
            Back(url, provider, state, ("connectionId", GlobalId.Of(GlobalId.Connection, connected.ConnectionId.Value))),
        AuthorizationResult.Failed { ReturnUrl: { } url } failed => Back(url, provider, state, ("error", failed.Code), ("error_description", failed.Text)),
        AuthorizationResult.Connected connected => OAuthPage.Connected(connected.Company),
        AuthorizationResult.ChooseCompany choose => OAuthPage.Choice(provider, state!, choose.Companies),
        AuthorizationResult.Failed { Offered.Count: > 0 } failed => OAuthPage.Choice(provider, state!, failed.Offered, failed),
        AuthorizationResult.Failed failed => OAuthPage.Failed(failed),
        var other => throw new InvalidOperationException($"Unknown result {other}"),
    };

    /// <summary>To where the application asked for, with what it cannot know: which authorization this was and how it ended.</summary>
    private static IResult Back(Uri url, string provider, string? state, params IEnumerable<(string Name, string Value)> outcome) => Results.Redirect(QueryHelpers.AddQueryString(
        url.ToString(), outcome.Prepend(("state", state!)).Prepend(("provider", provider)).Select(o => KeyValuePair.Create(o.Item1, (string?)o.Item2))));
}
