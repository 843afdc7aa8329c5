using System.Text.Json;
using System.Xml.Linq;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

/// <summary>What is written, held against Intuit's own schema files where they lie beside the repository.</summary>
public sealed class SchemaTests
{
    private static readonly XNamespace s_xs = "http://www.w3.org/2001/XMLSchema";

    [Fact]
    public void Every_member_that_is_written_is_in_intuits_schema()
    {
        var types = Types();
        var company = Samples.Company("GB", "GBP", multiCurrency: true);
        var purchase = Samples.Entry(-120m, "EUR") with { ExchangeRate = 0.86m, TaxCode = Samples.Standard, ContactId = "vendor:56:EUR", BankAccount = Samples.Card };
        var deposit = Samples.Entry(120m, "EUR") with { ExchangeRate = 0.86m, TaxCode = Samples.Standard, ContactId = "vendor:56:EUR" };

        foreach (var (type, entry) in (IEnumerable<(string, TransactionEntry)>)[("Purchase", purchase), ("Deposit", deposit)])
        {
            var existing = entry with { Existing = new RemoteEntry($"{type}:1", null, "0") };
            using var json = JsonDocument.Parse(QuickBooksJson.Write(QuickBooksTranslation.ToWire(company, existing, "1")));
            var written = json.RootElement.GetProperty(type);

            Unknown(types, type, written).ShouldBeEmpty();
            var line = written.GetProperty("Line")[0];
            Unknown(types, "Line", line).ShouldBeEmpty();
            var detail = line.GetProperty("DetailType").GetString()!;
            Unknown(types, detail, line.GetProperty(detail)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_tax_of_a_deposit_is_spelt_as_in_intuits_schema()
    {
        var types = Types();
        using var json = JsonDocument.Parse(QuickBooksJson.Write(QuickBooksTranslation.ToWire(Samples.Uk, Samples.Entry(29.91m) with { TaxCode = Samples.TwoRates }, "1")));

        var tax = json.RootElement.GetProperty("Deposit").GetProperty("TxnTaxDetail");

        Unknown(types, "TxnTaxDetail", tax).ShouldBeEmpty();
        tax.GetProperty("TaxLine").GetArrayLength().ShouldBe(2);
        foreach (var line in tax.GetProperty("TaxLine").EnumerateArray())
        {
            Unknown(types, "Line", line).ShouldBeEmpty();
            Unknown(types, "TaxLineDetail", line.GetProperty("TaxLineDetail")).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> Unknown(Dictionary<string, XElement> types, string type, JsonElement written)
    {
        var known = Members(types, type);
        return written.EnumerateObject().Select(member => member.Name).Where(name => !known.Contains(name)).ToList();
    }

    /// <summary>Elements and attributes of a type and of those it extends.</summary>
    private static HashSet<string> Members(Dictionary<string, XElement> types, string? type)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        while (type is not null && types.TryGetValue(type, out var definition))
        {
            members.UnionWith(definition.Descendants().Where(node => node.Name == s_xs + "element" || node.Name == s_xs + "attribute").Select(node => (string?)node.Attribute("name")).OfType<string>());
            type = (string?)definition.Descendants(s_xs + "extension").FirstOrDefault()?.Attribute("base");
        }

        return members;
    }

    private static Dictionary<string, XElement> Types()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "OrleansLedger.sln")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(root?.FullName ?? ".", "..", "shared", "providers", "specs", "intuit-qbo");
        if (!Directory.Exists(folder))
        {
            Assert.Skip("Intuit's schema files are not beside the repository (../shared/providers/specs/intuit-qbo).");
        }

        return ((string[])["Finance.xsd", "IntuitBaseTypes.xsd"])
            .SelectMany(file => XDocument.Load(Path.Combine(folder, file)).Descendants(s_xs + "complexType"))
            .Where(type => type.Attribute("name") is not null)
            .GroupBy(type => (string)type.Attribute("name")!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }
}
