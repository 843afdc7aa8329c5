using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace OrleansLedger.Architecture.Tests;

/// <summary>The arrows between the parts, as the project files draw them and as the compiled parts and their sources use them.</summary>
public sealed partial class DependencyTests
{
    [Fact]
    public void Domain_references_no_part() => References("Domain").ShouldBeEmpty();

    [Fact]
    public void Domain_is_pure()
    {
        Repository.PackagesOf("Domain").ShouldBeEmpty("no SQL, HTTP client, scheduler or logging package");
        Repository.UsesFrameworkOfTheWeb("Domain").ShouldBeFalse();
        Namespaces("Domain").Where(name => Forbidden().IsMatch(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Storage_references_only_Domain() => References("Storage").ShouldBe(["Domain"]);

    [Fact]
    public void Providers_reference_only_Domain() => References("Providers").ShouldBe(["Domain"]);

    [Fact]
    public void Providers_know_no_SQL_and_no_grains()
    {
        Repository.PackagesOf("Providers").ShouldBeEmpty();
        Namespaces("Providers").Where(name => Sql().IsMatch(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Sandbox_references_no_part_so_that_it_cannot_agree_with_their_mistakes() => References("Sandbox").ShouldBeEmpty();

    [Fact]
    public void No_part_references_Sandbox() =>
        Repository.Parts.Where(part => References(part).Contains("Sandbox")).ShouldBeEmpty();

    [Fact]
    public void ServiceDefaults_reference_no_part() => References("ServiceDefaults").ShouldBeEmpty();

    [Fact]
    public void GraphQL_is_a_library_of_its_own()
    {
        References("GraphQL").ShouldBeEmpty();
        Repository.PackagesOf("GraphQL").ShouldBeEmpty("the shared framework is all it needs");
    }

    [Fact]
    public void Silo_references_what_it_is_made_of() => References("Silo").Except(["Domain", "Grains", "Providers", "ServiceDefaults", "Storage"]).ShouldBeEmpty();

    [Fact]
    public void Api_references_what_it_is_made_of() => References("Api").Except(["Domain", "Grains", "GraphQL", "Providers", "ServiceDefaults", "Storage"]).ShouldBeEmpty();

    [Fact]
    public void AppHost_references_the_demo_and_the_local_servers() => References("AppHost").ShouldBe(["Demo", "LocalServers"]);

    [Fact]
    public void Demo_references_only_Domain_because_it_is_a_client_of_the_API() => References("Demo").ShouldBe(["Domain"]);

    [Fact]
    public void LocalServers_reference_Domain_and_no_code_of_the_parts_they_start() => References("LocalServers").ShouldBe(["Domain"]);

    [Fact]
    public void Grains_are_interfaces_that_know_the_work_of_Storage_and_no_silo() => References("Grains").ShouldBe(["Domain", "Storage"]);

    [Fact]
    public void Every_part_has_its_arrows_checked_here()
    {
        string[] known = ["Api", "AppHost", "Demo", "Domain", "Grains", "GraphQL", "LocalServers", "Providers", "Sandbox", "ServiceDefaults", "Silo", "Storage", "Web"];

        Repository.Parts.Except(known).ShouldBeEmpty("add a test for its arrows");
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Providers")]
    public void A_compiled_part_uses_no_assembly_of_a_part_it_may_not_know(string part)
    {
        var allowed = Repository.ReferencesOf(part).Select(name => $"OrleansLedger.{name}");

        Assemblies(part).Where(name => name.StartsWith("OrleansLedger.", StringComparison.Ordinal)).Except(allowed).ShouldBeEmpty();
        Assemblies(part).Where(name => Sql().IsMatch(name)).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> References(string part) => Repository.ReferencesOf(part);

    private static IEnumerable<string> Namespaces(string part) =>
        Repository.SourcesOf(part).SelectMany(source => Using().Matches(source.Text).Select(match => match.Groups["name"].Value)).Distinct();

    private static List<string> Assemblies(string part)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"OrleansLedger.{part}.dll")));
        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToList();
    }

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(System\.Data|System\.Net\.Http|Npgsql|Dapper|Orleans\.|Microsoft\.Orleans|StackExchange|Microsoft\.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^(System\.Data|Npgsql|Dapper|Orleans\.|StackExchange)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sql();
}
