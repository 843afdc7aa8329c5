using System.Net;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Api.Connections;

/// <summary>Where providers send the user's browser back to.</summary>
internal static class OAuthEndpoints
{
    /// <summary>The cookie that ties a redirect to the session that began it.</summary>
    public const string SessionCookie = "ledger-session";

    public static void MapOAuth(this IEndpointRouteBuilder app) => app.MapGet("/oauth/{provider}/callback", CallbackAsync);

    private static async Task<IResult> CallbackAsync(
        string provider, string? state, string? code, string? realmId, string? error, string? error_description, HttpContext context, Authorizations authorizations) =>
        await authorizations.CompleteAsync(
            provider, new RedirectQuery(state, code, realmId, error, error_description), context.Request.Cookies[SessionCookie], context.RequestAborted) switch
        {
            AuthorizationResult.Connected { ReturnUrl: { } url } => Results.Redirect(url.ToString()),
            AuthorizationResult.Connected connected => Page(200, "Connected", $"{connected.Company} is connected. You can close this window.", null),
            AuthorizationResult.ChooseCompany choose => Page(200, "Choose a company", "The login opened several companies. Choose the one to connect in the application.", choose.Companies),
            AuthorizationResult.Failed failed => Page(400, "Not connected", failed.Text, null, failed.Code),
            var other => throw new InvalidOperationException($"Unknown result {other}"),
        };

    private static IResult Page(int status, string title, string text, IReadOnlyList<GrantedCompany>? companies, string? code = null)
    {
        var list = companies is null ? "" : $"<ul>{string.Concat(companies.Select(c => $"<li>{WebUtility.HtmlEncode(c.Name)}</li>"))}</ul>";
        var html = $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{title}}</title>
            <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.4rem}code{opacity:.6}</style></head>
            <body><main><h1>{{title}}</h1><p>{{WebUtility.HtmlEncode(text)}}</p>{{list}}{{(code is null ? "" : $"<p><code>{code}</code></p>")}}</main></body></html>
            """;
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }
}
