using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Differential;

public sealed class ArgumentTextTests(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    [Theory]
    [InlineData("[0, -0, 1, -1, 10, 100, 123, 1.0, 1.5, -1.5, 0.5, 0.05, 12.34, 100.25]")]
    [InlineData("[2147483648, 9007199254740991, 123456789012345680000, 1e20, 1e21, 1.5e21, 1e22, 1.7976931348623157e308]")]
    [InlineData("[0.1, 0.001, 0.000001, 0.0000001, 1e-6, 1e-7, 1.5e-7, 123e-10, 5e-324, 0.30000000000000004, -2.5e-9]")]
    [InlineData("""["", "a", "\"\\/\b\f\n\r\t", "\u0000\u0001\u001f\u007f", "é 日本 😀 \u2028", "<&'>"]""")]
    [InlineData("""{"b": 1, "a": {"d": [], "c": {}}, "B": null, "_": true, "a1": false, "10": 1, "9": 2}""")]
    public async Task Arguments_are_written_as_the_reference_writes_them(string value)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await fixture.Reference.SetSchemaAsync("scalar Any type Query { any(v: Any): String }", cancellation);

        var answer = await fixture.Reference.ExecuteAsync(
            new ExecuteRequest("query ($v: Any) { any(v: $v) }", new JsonObject { ["v"] = JsonNode.Parse(value) }, null, JsonNode.Parse("""{"any": {"$args": true}}""")), cancellation);

        ArgumentText.Of(new JsonObject { ["v"] = JsonNode.Parse(value) }).ShouldBe((string)answer["result"]!["data"]!["any"]!);
    }
}
