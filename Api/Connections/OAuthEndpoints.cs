using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.Access;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.Api.Connections;

/// <summary>Where providers send the user's browser back to, and where it chooses among several companies.</summary>
internal static class OAuthEndpoints
{
    /// <summary>The cookie that ties a redirect to the session that began it.</summary>
    public const string SessionCookie = "ledger-session";

    public static void MapOAuth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/oauth/{provider}/callback", CallbackAsync);
        // What proves that the page was ours is the state in it, which no other page knows.
        app.MapPost("/oauth/{provider}/company", ChooseAsync).DisableAntiforgery();
    }

    private static async Task<IResult> CallbackAsync(
        string provider, string? state, string? code, string? realmId, string? error, string? error_description, HttpContext context, Authorizations authorizations, AuditStore audit, TimeProvider clock) =>
        Shown(
            await RecordAsync(
                "completeAuthorization",
                await authorizations.CompleteAsync(
                    provider, new RedirectQuery(state, code, realmId, error, error_description), context.Request.Cookies[SessionCookie], context.RequestAborted),
                provider,
                context,
                audit,
                clock),
            provider,
            state);

    private static async Task<IResult> ChooseAsync(string provider, [FromForm] string? state, [FromForm] string? company, HttpContext context, Authorizations authorizations, AuditStore audit, TimeProvider clock) =>
        Shown(await RecordAsync("chooseCompany", await authorizations.ChooseAsync(provider, state ?? "", company ?? "", context.RequestAborted), provider, context, audit, clock), provider, state);

    /// <summary>What the browser has changed is on the tenant's record, as it is when a client does it.</summary>
    private static async Task<AuthorizationResult> RecordAsync(string action, AuthorizationResult result, string provider, HttpContext context, AuditStore audit, TimeProvider clock)
    {
        if (result is AuthorizationResult.Connected connected)
        {
            await audit.AppendAsync(
                connected.TenantId,
                new AuditFact(
                    Guid.CreateVersion7(),
                    clock.GetUtcNow(),
                    ActorKey: null,
                    "the browser, by the redirect",
                    action,
                    GlobalId.Of(GlobalId.Connection, connected.ConnectionId.Value),
                    context.Connection.RemoteIpAddress,
                    AuditOutcome.Ok,
                    Code: null,
                    JsonSerializer.Serialize(new { provider })),
                CancellationToken.None);
        }

        return result;
    }

    private static IResult Shown(AuthorizationResult result, string provider, string? state) => result switch
    {
        AuthorizationResult.Connected { ReturnUrl: { } url } connected =>
            Back(url, provider, state, ("connectionId", GlobalId.Of(GlobalId.Connection, connected.ConnectionId.Value))),
        AuthorizationResult.Failed { ReturnUrl: { } url } failed => Back(url, provider, state, ("error", failed.Code), ("error_description", failed.Text)),
        AuthorizationResult.Connected connected => Page(200, "Connected", $"{connected.Company} is connected. You can close this window."),
        AuthorizationResult.ChooseCompany choose => Page(200, "Choose a company", "The login opened several companies. Which one shall be connected?", Choice(provider, state!, choose.Companies)),
        AuthorizationResult.Failed failed => Page(400, "Not connected", failed.Text, $"<p><code>{WebUtility.HtmlEncode(failed.Code)}</code></p>"),
        var other => throw new InvalidOperationException($"Unknown result {other}"),
    };

    /// <summary>To where the application asked for, with what it cannot know: which authorization this was and how it ended.</summary>
    private static IResult Back(Uri url, string provider, string? state, params IEnumerable<(string Name, string Value)> outcome) => Results.Redirect(QueryHelpers.AddQueryString(
        url.ToString(), outcome.Prepend(("state", state!)).Prepend(("provider", provider)).Select(o => KeyValuePair.Create(o.Item1, (string?)o.Item2))));

    private static string Choice(string provider, string state, IReadOnlyList<GrantedCompany> companies) =>
        $"""
        <form method="post" action="/oauth/{Uri.EscapeDataString(provider)}/company"><input type="hidden" name="state" value="{WebUtility.HtmlEncode(state)}">
        {string.Concat(companies.Select(c => $"""<button name="company" value="{WebUtility.HtmlEncode(c.RemoteId)}">{WebUtility.HtmlEncode(c.Name)}</button>"""))}
        </form>
        """;

    /// <param name="more">Markup to follow the text.</param>
    private static IResult Page(int status, string title, string text, string more = "")
    {
        var html = $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>{{title}}</title>
            <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.4rem}code{opacity:.6}
            button{display:block;width:100%;margin:.5rem 0;padding:.7rem 1rem;font:inherit;text-align:left;border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:.5rem;background:none;color:inherit;cursor:pointer}
            button:hover,button:focus-visible{border-color:currentColor}</style></head>
            <body><main><h1>{{title}}</h1><p>{{WebUtility.HtmlEncode(text)}}</p>{{more}}</main></body></html>
            """;
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }
}
