using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Domain.Access;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>Everything that the process says of itself while keys, sessions and tokens pass through it.</summary>
public sealed class SecretsInLogsTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_logs_at_the_finest_level_nor_spans_hold_keys_cookies_or_authorization_headers()
    {
        var said = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue($"span {activity.Source.Name} {activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(
            fixture,
            app => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(new Listening(said)),
            ("Logging:LogLevel:Default", "Trace"),
            ("Access:PlatformKey", platform.Reveal()));
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        await new GraphClient(api, platform.Reveal()).AskAsync("mutation { createTenant(input: { name: \"Harbour Cafe\" }) { adminKey } }");
        var made = await new GraphClient(api, key.Reveal()).FieldAsync("createApiKey", "mutation { createApiKey(input: { name: \"office\", role: VIEWER }) { secret } }");
        await new GraphClient(api, ApiKeyText.Create(key.Id).Reveal()).AskAsync("{ viewer { name } }");
        await new GraphClient(api, key.Reveal()).AskAsync("mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { errors { __typename } } }", new { id = key.Reveal() });
        using var signedIn = await api.Browser.PostAsJsonAsync("/session", new { key = key.Reveal() }, Cancelled);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).Split(';')[0];
        using var who = new HttpRequestMessage(HttpMethod.Get, "/session") { Headers = { { "Cookie", cookie } } };
        using var shown = await api.Browser.SendAsync(who, Cancelled);
        shown.EnsureSuccessStatusCode();
        await OpenSocketAsync(api, key);
        await api.ReturnAsync("xero", state: "state-of-a-redirect", code: "code-of-a-redirect");

        await Eventually.HoldsAsync("the requests are on the log", () => said.Any(s => s.Contains("/graphql", StringComparison.Ordinal)) && said.Any(s => s.StartsWith("span ", StringComparison.Ordinal)), Cancelled);
        foreach (var secret in (string[])[Secret(key.Reveal()), Secret(platform.Reveal()), Secret(made!["secret"]!.GetValue<string>()), cookie.Split('=')[1], "Bearer olk_"])
        {
            said.Where(s => s.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
        }

        // The framework's own log of requests has the query at the level Information; appsettings.json has it speak at Warning.
        said.Where(s => s.StartsWith("span ", StringComparison.Ordinal) && s.Contains("of-a-redirect", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The part of a key that nobody else knows.</summary>
    private static string Secret(string key) => key[^43..];

    private static async Task OpenSocketAsync(RunningApi api, ApiKeyText key)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new UriBuilder(new Uri(api.Browser.BaseAddress!, "/graphql")) { Scheme = "ws" }.Uri, Cancelled);
        var init = JsonSerializer.SerializeToUtf8Bytes(new { type = "connection_init", payload = new { authorization = $"Bearer {key.Reveal()}" } });
        await socket.SendAsync(init, WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        var buffer = new byte[1024];
        var answer = await socket.ReceiveAsync(buffer, Cancelled);
        Encoding.UTF8.GetString(buffer, 0, answer.Count).ShouldContain("connection_ack");
    }

    private sealed class Listening(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(v => $"{v.Key}={v.Value}")) : "";
            said.Enqueue($"log {formatter(state, exception)} {fields} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
