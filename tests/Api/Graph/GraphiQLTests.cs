using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using OrleansLedger.Domain.Access;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

public sealed class GraphiQLTests(LedgerFixture fixture)
{
    [Fact]
    public async Task GraphiQL_opens_with_the_header_to_set_and_a_query_that_works_with_any_key()
    {
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, ("Access:PlatformKey", platform.Reveal()));
        var tenantKey = await api.CreateKeyAsync(await api.CreateTenantAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await api.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        using var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var root = page.QuerySelector("#graphiql")!;

        JsonNode.Parse(root.GetAttribute("data-headers")!)!["Authorization"]!.GetValue<string>().ShouldBe("Bearer olk_...");
        var query = root.GetAttribute("data-query")!;
        query.ShouldContain("""#   { "Authorization": "Bearer olk_..." }""");
        foreach (var (key, role) in new[] { (platform, "PLATFORM"), (tenantKey, "ADMIN") })
        {
            (await new GraphClient(api, key.Reveal()).FieldAsync("viewer", query))!["role"]!.GetValue<string>().ShouldBe(role);
        }
    }
}
