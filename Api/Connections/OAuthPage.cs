using System.Globalization;
using System.Net;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Api.Connections;

/// <summary>The pages that end a redirect where the application asked for no address to return to.</summary>
internal static class OAuthPage
{
    public static IResult Unavailable { get; } = Page(
        503, "Try again in a moment", "The application cannot reach its database. Wait a few seconds, then reload this page: the authorization has not been used up.");

    public static IResult Connected(string company) => Page(200, "Connected", $"{company} is connected. You can close this window.");

    public static IResult Failed(AuthorizationResult.Failed failed) => Page(400, "Not connected", failed.Text, Code(failed));

    /// <param name="refused">Why the company chosen before was not taken.</param>
    public static IResult Choice(string provider, string state, IReadOnlyList<GrantedCompany> companies, AuthorizationResult.Failed? refused = null)
    {
        var buttons = string.Concat(companies.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"""<button name="company" value="{WebUtility.HtmlEncode(c.RemoteId)}">{WebUtility.HtmlEncode(c.Name)}</button>""")));
        var form =
            $"""
            <form method="post" action="{OAuthEndpoints.Path}/{Uri.EscapeDataString(provider)}/company"><input type="hidden" name="state" value="{WebUtility.HtmlEncode(state)}">
            {buttons}
            </form>
            """;
        return refused is null
            ? Page(200, "Choose a company", "The login opened several companies. Which one shall be connected?", form)
            : Page(400, "Choose a company", refused.Text, Code(refused) + form);
    }

    private static string Code(AuthorizationResult.Failed failed) => $"<p><code>{WebUtility.HtmlEncode(failed.Code)}</code></p>";

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
