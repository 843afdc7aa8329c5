using System.Net;
using System.Text.RegularExpressions;

namespace OrleansLedger.Demo.Sandbox;

/// <summary>Plays the person at the browser: opens the provider's consent page, chooses the company, allows, and is sent back.</summary>
/// <param name="http">Must not follow redirects: where they lead is what matters.</param>
internal sealed partial class ConsentBrowser(HttpClient http)
{
    /// <summary>Where the provider sends the browser after the consent: the app's redirect URI with the code.</summary>
    public async Task<Uri> AllowAsync(Uri authorizeUrl, string companyId, CancellationToken cancellationToken)
    {
        using var page = await http.GetAsync(authorizeUrl, cancellationToken);
        var html = await page.Content.ReadAsStringAsync(cancellationToken);
        var form = FormPattern().Match(html);
        var request = RequestPattern().Match(html);
        if (!page.IsSuccessStatusCode || !form.Success || !request.Success)
        {
            throw new DemoException($"The consent page at {authorizeUrl.GetLeftPart(UriPartial.Path)} cannot be used ({(int)page.StatusCode}): {Shown(html)}");
        }

        using var decision = new FormUrlEncodedContent(
        [
            new("request", WebUtility.HtmlDecode(request.Groups["value"].Value)),
            new("company", companyId),
            new("decision", "allow"),
        ]);
        using var answer = await http.PostAsync(new Uri(authorizeUrl, WebUtility.HtmlDecode(form.Groups["action"].Value)), decision, cancellationToken);
        return answer.Headers.Location is { } location
            ? new Uri(authorizeUrl, location)
            : throw new DemoException($"The consent was not taken ({(int)answer.StatusCode}): {Shown(await answer.Content.ReadAsStringAsync(cancellationToken))}");
    }

    /// <summary>Follows the redirect back to the app and returns the text of the page at its end.</summary>
    public async Task<string> ReturnAsync(Uri callback, CancellationToken cancellationToken)
    {
        const int mostRedirects = 5;
        for (var redirects = 0; redirects < mostRedirects; redirects++)
        {
            using var answer = await http.GetAsync(callback, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.Headers.Location is { } next)
            {
                callback = new Uri(callback, next);
            }
            else
            {
                return answer.IsSuccessStatusCode
                    ? text
                    : throw new DemoException($"{callback.GetLeftPart(UriPartial.Path)} refused the consent ({(int)answer.StatusCode}): {Shown(text)}");
            }
        }

        throw new DemoException($"{callback.GetLeftPart(UriPartial.Path)} redirects in circles.");
    }

    /// <summary>The words of a page, without its markup.</summary>
    private static string Shown(string html)
    {
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase) is var at and >= 0 ? html[at..] : html;
        var text = SpacePattern().Replace(WebUtility.HtmlDecode(TagPattern().Replace(body, " ")), " ").Trim();
        return text.Length <= 500 ? text : text[..500];
    }

    [GeneratedRegex("""<form[^>]*\baction="(?<action>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormPattern();

    [GeneratedRegex("""name="request"\s+value="(?<value>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestPattern();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpacePattern();
}
