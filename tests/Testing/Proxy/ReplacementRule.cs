using System.Text;
using System.Text.RegularExpressions;

namespace OrleansLedger.Testing.Proxy;

/// <summary>Says which calls the proxy answers itself. Every filter that is set must match.</summary>
/// <param name="Answer">The answer instead of the provider's.</param>
public sealed record ReplacementRule(ReplacedAnswer Answer)
{
    /// <summary>True where the provider gets the call first and its answer is thrown away: the effect happens. False where it never gets the call.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>The method, such as <c>POST</c>; null for every method.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression searched in the path with its query, without regard to case; null for every path.</summary>
    public string? Path { get; init; }

    /// <summary>A regular expression searched in the request's body read as UTF-8, so that a record can be picked by its content; null for every body.</summary>
    public string? Body { get; init; }

    /// <summary>How many calls are replaced before the rule ends; null for every call until the rule is removed.</summary>
    public int? Times { get; init; }

    internal bool Matches(string method, string pathAndQuery, byte[] body) =>
        (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Matches(Path, pathAndQuery))
        && (Body is null || Matches(Body, Encoding.UTF8.GetString(body)));

    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
}

/// <summary>A rule that the proxy applies, with the number of calls it has replaced.</summary>
public sealed class ActiveRule
{
    private int _hits;

    internal ActiveRule(ReplacementRule rule) => Rule = rule;

    public ReplacementRule Rule { get; }

    /// <summary>The calls replaced so far.</summary>
    public int Hits => Volatile.Read(ref _hits);

    internal bool IsUsedUp => Rule.Times is { } times && Hits >= times;

    internal void Hit() => Interlocked.Increment(ref _hits);
}

/// <summary>A call that went through the proxy. <paramref name="Status"/> is what the caller got, null for a cut connection.</summary>
public sealed record ProxiedCall(string Method, string PathAndQuery, string Body, int? Status, bool Replaced);
