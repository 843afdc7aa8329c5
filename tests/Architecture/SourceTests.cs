using System.Text.RegularExpressions;

namespace OrleansLedger.Architecture.Tests;

/// <summary>What the product's sources may not say.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] s_providers = ["xero", "quickbooks", "fortnox"];

    /// <summary>Where a provider may be named besides its own folders: the list of those there are, and the simulators' list.</summary>
    private static readonly string[] s_lists =
        ["Providers/ProvidersRegistration.cs", "Sandbox/ProviderRegistration.cs", "Sandbox/Program.cs", "LocalServers/ProviderApp.cs"];

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public void A_providers_name_stands_in_its_own_folders_the_lists_and_the_demo(string provider)
    {
        var named = Repository.Parts.SelectMany(Repository.SourcesOf)
            .Where(source => WithoutComments(source.Text).Contains(provider, StringComparison.OrdinalIgnoreCase))
            .Select(source => source.Path)
            .ToList();

        named.ShouldContain(path => path.StartsWith($"Providers/{provider}/", StringComparison.OrdinalIgnoreCase), "else this looks at nothing");
        named.Where(path => !Own(path, provider) && !s_lists.Contains(path) && !path.StartsWith("Demo/", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_provider_is_looked_for() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Providers"))
            .Select(folder => Path.GetFileName(folder).ToLowerInvariant())
            .Except(["bin", "obj", "calls", "contract"])
            .ShouldBe(s_providers, ignoreOrder: true);

    [Fact]
    public void Nothing_sleeps() => Offences(Sleep()).ShouldBeEmpty();

    [Fact]
    public void Every_delay_names_its_clock() => Offences(DelayWithoutClock()).ShouldBeEmpty();

    [Fact]
    public void No_source_carries_work_to_be_done_later() => Offences(Unfinished()).ShouldBeEmpty();

    [Theory]
    [InlineData("await Task.Delay(100, cancellationToken);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));", true)]
    [InlineData("await Task.Delay(wait, _clock, cancellationToken);", false)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, token);", false)]
    [InlineData("await Task.Delay(slice, time, waiting.Token);", false)]
    public void The_search_for_delays_tells_those_with_a_clock_from_those_without(string code, bool offends) =>
        DelayWithoutClock().IsMatch(code).ShouldBe(offends);

    private static bool Own(string path, string provider) =>
        path.StartsWith($"Providers/{provider}/", StringComparison.OrdinalIgnoreCase) || path.StartsWith($"Sandbox/{provider}/", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Offences(Regex pattern) =>
        Repository.Parts.SelectMany(Repository.SourcesOf).SelectMany(source => pattern.Matches(source.Text).Select(match => $"{source.Path}: {match.Value}"));

    /// <summary>A comment may give a provider as its reason.</summary>
    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"(?m)^\s*//.*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"Thread\.Sleep|SpinWait", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sleep();

    [GeneratedRegex(@"Task\.Delay\((?!Timeout\.Infinite)(?![^;\n]*([Tt]ime,|[Cc]lock,|[Tt]ime\)|[Cc]lock\)|Provider\.System|\bSystem,))[^;\n]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DelayWithoutClock();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|NotImplementedException", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfinished();
}
