using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests.Xero;

/// <summary>Our spelling against Xero's public description, where a copy of it lies beside the repository.</summary>
public sealed partial class XeroWireTests
{
    [Fact]
    public async Task Every_member_of_the_wire_types_is_in_xeros_description()
    {
        var specification = SpecificationPath();
        if (!File.Exists(specification))
        {
            Assert.Skip("There is no copy of xero_accounting.yaml beside the repository.");
        }

        var known = PropertyLines().Matches(await File.ReadAllTextAsync(specification, TestContext.Current.CancellationToken))
            .Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        var members = typeof(XeroWire).GetNestedTypes(BindingFlags.NonPublic)
            .SelectMany(type => type.GetProperties().Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null))
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        members.Count.ShouldBeGreaterThan(40);
        members.Where(member => !known.Contains(member)).ShouldBeEmpty();
    }

    private static string SpecificationPath([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../..", "../shared/providers/specs/xero/xero_accounting.yaml"));

    [GeneratedRegex(@"^ +(?<name>[A-Za-z]+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PropertyLines();
}
