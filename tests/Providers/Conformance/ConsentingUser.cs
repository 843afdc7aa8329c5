using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>A user in front of the consent page: opens it, chooses a company, presses a button, and is sent back with a query.</summary>
public sealed class ConsentingUser : IDisposable
{
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <returns>The query parameters that arrive at the redirect URI.</returns>
    public async Task<IReadOnlyDictionary<string, string>> DecideAsync(Uri authorizeUrl, string companyId, bool allow, CancellationToken cancellationToken)
    {
        using var page = await _browser.GetAsync(authorizeUrl, cancellationToken);
        var html = await page.Content.ReadAsStringAsync(cancellationToken);
        page.IsSuccessStatusCode.ShouldBeTrue($"No consent page at {authorizeUrl}: {(int)page.StatusCode} {html}");

        using var document = await new HtmlParser().ParseDocumentAsync(html, cancellationToken);
        var form = document.QuerySelector("form")!;
        using var decision = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["request"] = form.QuerySelector("input[name=request]")!.GetAttribute("value")!,
            ["user"] = "robin@example.com",
            ["company"] = companyId,
            ["decision"] = allow ? "allow" : "deny",
        });
        using var answer = await _browser.PostAsync(new Uri(authorizeUrl, form.GetAttribute("action")!), decision, cancellationToken);
        answer.Headers.Location.ShouldNotBeNull($"The consent page answered {(int)answer.StatusCode} instead of a redirect.");
        return QueryHelpers.ParseQuery(answer.Headers.Location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    public void Dispose() => _browser.Dispose();
}
