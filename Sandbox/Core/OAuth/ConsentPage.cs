using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using OrleansLedger.Sandbox.Core.Companies;

namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>What an app asked for at a provider's authorize endpoint, after client and redirect URI were checked.</summary>
internal sealed record AuthorizationRequest
{
    public required string Provider { get; init; }
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }
    public string? State { get; init; }

    /// <summary>Whether the code will be good for a refresh token.</summary>
    public bool Offline { get; init; } = true;

    /// <summary>PKCE S256 challenge, when the app sent one.</summary>
    public string? CodeChallenge { get; init; }

    /// <summary>Goes into <see cref="OAuthGrant.Extra"/>.</summary>
    public Dictionary<string, string> Extra { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Parameters the provider adds to a successful redirect (QuickBooks: <c>realmId</c>); also the place to note the new grant.</summary>
    public Func<OAuthGrant, IEnumerable<KeyValuePair<string, string?>>>? OnAllowed { get; init; }
}

/// <summary>
/// The page where the simulated user chooses a company and allows or denies. A form with hidden <c>request</c>, text <c>user</c>, radio
/// <c>company</c> (value: company id) and buttons <c>decision=allow|deny</c>, posted to <see cref="Path"/>; an HTTP client can play the browser.
/// </summary>
internal sealed class ConsentPage(ProviderCatalog catalog)
{
    public const string Path = "/_sandbox/consent";
    private const string DefaultUser = "alex@example.com";
    private readonly ConcurrentDictionary<string, AuthorizationRequest> _open = new(StringComparer.Ordinal);

    /// <summary>
    /// Checks <c>client_id</c>, <c>redirect_uri</c> and <c>response_type</c>. A wrong client or redirect URI is never redirected to (RFC 6749 4.1.2.1):
    /// the result is then an error page.
    /// </summary>
    public static IResult? Refuse(HttpContext context, ISimulatedProvider provider, RegisteredApps apps)
    {
        var query = context.Request.Query;
        var app = apps.Find(provider.Name, query["client_id"]);
        if (app is null) return ErrorPage(provider, "unauthorized_client", $"No app with the client id '{query["client_id"]}' is registered with {provider.DisplayName}.");
        if (!app.Redirects(query["redirect_uri"]))
            return ErrorPage(provider, "invalid_request", $"The redirect_uri '{query["redirect_uri"]}' is not registered for this app. It must match exactly one of: {string.Join(", ", app.RedirectUris)}");
        if (query["response_type"] != "code")
            return Redirect(query["redirect_uri"]!, [new("error", "unsupported_response_type"), new("state", query["state"])]);
        return null;
    }

    public IResult Show(AuthorizationRequest request)
    {
        var id = OAuthServer.Random("", 24);
        _open[id] = request;
        return Page(Render(id, request, catalog.Find(request.Provider)!, problem: null));
    }

    public async Task<IResult> DecideAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var id = form["request"].ToString();
        if (!_open.TryGetValue(id, out var request)) return Page(Frame("Consent", "<h1>This consent has been answered already</h1><p>Go back to the app and connect again.</p>"), StatusCodes.Status410Gone);

        var provider = catalog.Find(request.Provider)!;
        if (form["decision"] == "deny")
        {
            _open.TryRemove(id, out _);
            return Redirect(request.RedirectUri, [new("error", "access_denied"), new("error_description", "The user refused."), new("state", request.State)]);
        }

        var companies = form["company"].Where(company => company is not null && provider.Find(company) is not null).Select(company => provider.Find(company!)!.Id).ToList();
        if (companies.Count == 0) return Page(Render(id, request, provider, "Choose a company first."), StatusCodes.Status400BadRequest);
        if (!_open.TryRemove(id, out _)) return Page(Frame("Consent", "<h1>This consent has been answered already</h1>"), StatusCodes.Status410Gone);

        var user = form["user"].ToString() is { Length: > 0 } named ? named : DefaultUser;
        var (grant, code) = provider.OAuth.Allow(request, user, companies);
        return Redirect(request.RedirectUri, [new("code", code), new("state", request.State), .. request.OnAllowed?.Invoke(grant) ?? []]);
    }

    public void Reset() => _open.Clear();

    public static IResult Redirect(string uri, IEnumerable<KeyValuePair<string, string?>> parameters) =>
        Results.Redirect(QueryHelpers.AddQueryString(uri, parameters.Where(parameter => parameter.Value is { Length: > 0 })));

    private static IResult Page(string html, int status = StatusCodes.Status200OK) => Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);

    private static IResult ErrorPage(ISimulatedProvider provider, string error, string text) =>
        Page(Frame("Error", $"<h1>{Html(provider.DisplayName)} cannot show the consent</h1><p><code>{Html(error)}</code></p><p>{Html(text)}</p>"), StatusCodes.Status400BadRequest);

    private static string Render(string id, AuthorizationRequest request, ISimulatedProvider provider, string? problem)
    {
        var companies = new StringBuilder();
        var first = true;
        foreach (var company in provider.Companies)
        {
            companies.Append($"""
                <label class="company"><input type="radio" name="company" value="{Html(company.Id)}"{(first ? " checked" : "")}>
                  <span><b>{Html(company.Name)}</b><small>{Html(company.Country)} · {Html(company.BaseCurrency)} · {Html(company.Id)}</small></span></label>
                """);
            first = false;
        }

        return Frame($"{provider.DisplayName} consent (simulated)", $"""
            <h1>{Html(provider.DisplayName)}</h1>
            <p class="lead"><b>{Html(request.ClientId)}</b> asks for access to the books of one company.</p>
            {(problem is null ? "" : $"<p class=\"problem\" role=\"alert\">{Html(problem)}</p>")}
            <form method="post" action="{Path}">
              <input type="hidden" name="request" value="{Html(id)}">
              <label class="field">Signed in as <input name="user" value="{DefaultUser}" autocomplete="off"></label>
              <fieldset><legend>Company</legend>{companies}</fieldset>
              <details><summary>It asks for {request.Scopes.Count} permissions</summary><ul>{string.Concat(request.Scopes.Select(scope => $"<li><code>{Html(scope)}</code></li>"))}</ul></details>
              <div class="buttons"><button name="decision" value="allow">Allow access</button><button name="decision" value="deny" class="quiet">Deny</button></div>
            </form>
            """);
    }

    private static string Frame(string title, string body) => $$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{Html(title)}}</title>
        <style>
          :root { color-scheme: light dark; --page: #f3f4f6; --card: #ffffff; --text: #16181d; --soft: #5b6270; --line: #d9dde3; --main: #1f5fbf; --on-main: #ffffff; --note: #fff3cf; --on-note: #5b4300; --bad: #a3221b }
          @media (prefers-color-scheme: dark) { :root { --page: #101217; --card: #191c23; --text: #eceef2; --soft: #a2a9b6; --line: #333a46; --main: #7fb0ff; --on-main: #0b1a33; --note: #3a3010; --on-note: #ffe6a0; --bad: #ff9a92 } }
          * { box-sizing: border-box } body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
          main { width: 100%; max-width: 480px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow: hidden }
          .note { margin: 0; padding: 10px 24px; background: var(--note); color: var(--on-note); font-size: 14px } .body { padding: 24px } h1 { margin: 0 0 8px; font-size: 24px } .lead { margin: 0 0 20px }
          .field { display: block; margin-bottom: 16px; color: var(--soft); font-size: 14px } .field input { display: block; width: 100%; margin-top: 4px; padding: 9px 12px; font: inherit; color: var(--text); background: transparent; border: 1px solid var(--line); border-radius: 8px }
          fieldset { border: 0; margin: 0 0 16px; padding: 0 } legend { padding: 0; margin-bottom: 4px; color: var(--soft); font-size: 14px }
          .company { display: flex; gap: 12px; align-items: flex-start; padding: 12px; border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; cursor: pointer } .company:has(:checked) { border-color: var(--main); box-shadow: inset 0 0 0 1px var(--main) }
          .company input { margin-top: 5px; accent-color: var(--main) } .company span { min-width: 0 } .company small { display: block; color: var(--soft); overflow-wrap: anywhere } details { margin-bottom: 20px; color: var(--soft) } code { font-size: 13px; overflow-wrap: anywhere }
          .buttons { display: flex; gap: 12px } button { flex: 1; padding: 11px; font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid var(--main); background: var(--main); color: var(--on-main); cursor: pointer } .quiet { background: transparent; color: var(--text); border-color: var(--line) }
          .problem { color: var(--bad); font-weight: 600 } :focus-visible { outline: 3px solid var(--main); outline-offset: 2px }
        </style></head><body><main><p class="note">This is a simulation. No real accounting system is involved.</p><div class="body">{{body}}</div></main></body></html>
        """;

    private static string Html(string? text) => WebUtility.HtmlEncode(text ?? "");
}
