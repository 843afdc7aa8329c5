using System.Net;
using System.Text;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

/// <summary>What a server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Body, HttpResponseMessage Message)
{
    /// <summary>Sends a JSON body.</summary>
    public static Task<Answer> PostAsync(LibraryServer server, string json, string? accept = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(json, Encoding.UTF8, "application/json") }, accept, headers);

    /// <summary>Sends a query string.</summary>
    public static Task<Answer> GetAsync(LibraryServer server, string query, string? accept = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(server, new HttpRequestMessage(HttpMethod.Get, "/graphql" + query), accept, headers);

    /// <summary>Sends any request.</summary>
    public static async Task<Answer> SendAsync(LibraryServer server, HttpRequestMessage request, string? accept, params (string Name, string Value)[] headers)
    {
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept).ShouldBeTrue();
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        var message = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(message.StatusCode, message.Content.Headers.ContentType?.ToString(), await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), message);
    }
}
