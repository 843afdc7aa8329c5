using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansLedger.Testing.Proxy;

/// <summary>
/// A reverse proxy between the product and the sandbox that replaces chosen answers, before or after the call takes effect.
/// </summary>
/// <example>
/// Point the product at the proxy instead of the sandbox, then add rules:
/// <code>
/// await using var proxy = await AnswerReplacingProxy.StartAsync(sandboxUrl);   // or StartAsync(), and set Target later
/// settings["Providers:xero:SandboxUrl"] = new Uri(proxy.Address, "xero").ToString();
///
/// // The next write takes effect and is answered with a page that is not Xero's.
/// var rule = proxy.Replace(new ReplacementRule(ReplacedAnswer.Text(404, "&lt;html&gt;gone&lt;/html&gt;"))
/// {
///     AfterEffect = true, Method = "POST", Path = "/xero/.*/BankTransactions", Times = 1,
/// });
///
/// // Every call that contains one record is answered with 500 and takes no effect.
/// proxy.Replace(new ReplacementRule(ReplacedAnswer.Empty(500)) { Method = "POST", Body = "tx-7\\b" });
///
/// // The connection is cut instead of an answer.
/// proxy.Replace(new ReplacementRule(ReplacedAnswer.LostConnection) { AfterEffect = true, Times = 1 });
/// </code>
/// The first rule added that matches a call decides; <see cref="ActiveRule.Hits"/> counts, <see cref="Remove"/> ends a rule.
/// </example>
public sealed class AnswerReplacingProxy : IAsyncDisposable
{
    /// <summary>Headers about one connection, which each side of a proxy sets for itself (RFC 9110, 7.6.1).</summary>
    private static readonly HashSet<string> s_connectionHeaders =
        new(["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication _app;
    private readonly HttpClient _upstream = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private readonly Lock _lock = new();
    private readonly List<ActiveRule> _rules = [];
    private readonly ConcurrentQueue<ProxiedCall> _calls = new();

    private AnswerReplacingProxy(WebApplication app) => _app = app;

    /// <summary>Where callers reach the proxy; ends with a slash.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where calls go; its path is ignored. Set it before the first call.</summary>
    public Uri? Target { get; set; }

    /// <summary>Every call so far, in the order in which they ended.</summary>
    public IReadOnlyCollection<ProxiedCall> Calls => [.. _calls];

    /// <summary>Starts a proxy on a free loopback port.</summary>
    /// <param name="target">The sandbox; null where it is not known yet.</param>
    public static async Task<AnswerReplacingProxy> StartAsync(Uri? target = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(AnswerReplacingProxy).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var proxy = new AnswerReplacingProxy(app) { Target = target };
        app.Run(proxy.HandleAsync);
        await app.StartAsync(cancellationToken);
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return proxy;
    }

    /// <summary>Adds a rule. Rules added earlier are asked first.</summary>
    public ActiveRule Replace(ReplacementRule rule)
    {
        var active = new ActiveRule(rule);
        lock (_lock)
        {
            _rules.Add(active);
        }

        return active;
    }

    /// <summary>Ends a rule.</summary>
    public void Remove(ActiveRule rule)
    {
        lock (_lock)
        {
            _rules.Remove(rule);
        }
    }

    /// <summary>Ends every rule: from now on the proxy changes nothing.</summary>
    public void RemoveAll()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = await BodyAsync(context.Request);
        var pathAndQuery = context.Request.GetEncodedPathAndQuery();
        var rule = RuleFor(context.Request.Method, pathAndQuery, body);
        if (rule is null)
        {
            // A caller that goes away is seen by the provider, as it would be without a proxy.
            using var answer = await ForwardAsync(context, pathAndQuery, body, context.RequestAborted);
            Note(context, pathAndQuery, body, (int)answer.StatusCode, replaced: false);
            await CopyAsync(answer, context.Response, context.RequestAborted);
            return;
        }

        if (rule.AfterEffect)
        {
            // An effect that began must end, although the caller may have given up.
            using var answer = await ForwardAsync(context, pathAndQuery, body, CancellationToken.None);
            await answer.Content.CopyToAsync(Stream.Null, CancellationToken.None);
        }

        Note(context, pathAndQuery, body, rule.Answer.LosesConnection ? null : rule.Answer.Status, replaced: true);
        await SendAsync(rule.Answer, context);
    }

    private ReplacementRule? RuleFor(string method, string pathAndQuery, byte[] body)
    {
        lock (_lock)
        {
            var active = _rules.Find(rule => !rule.IsUsedUp && rule.Rule.Matches(method, pathAndQuery, body));
            active?.Hit();
            return active?.Rule;
        }
    }

    private void Note(HttpContext context, string pathAndQuery, byte[] body, int? status, bool replaced) =>
        _calls.Enqueue(new ProxiedCall(context.Request.Method, pathAndQuery, Encoding.UTF8.GetString(body), status, replaced));

    /// <summary>Sends the call on as it came. The caller keeps its Host header, so that addresses in answers lead to the proxy again.</summary>
    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, string pathAndQuery, byte[] body, CancellationToken cancellationToken)
    {
        var target = Target ?? throw new InvalidOperationException("Set AnswerReplacingProxy.Target before the first call.");
        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, pathAndQuery));
        if (body.Length > 0 || context.Request.ContentLength is not null)
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!s_connectionHeaders.Contains(name) && !message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return await _upstream.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!s_connectionHeaders.Contains(name))
            {
                response.Headers.Append(name, values.ToArray());
            }
        }

        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        await WriteAsync(response, body, body.Length, cancellationToken);
    }

    private static async Task SendAsync(ReplacedAnswer answer, HttpContext context)
    {
        if (answer.LosesConnection)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }

        await WriteAsync(response, answer.Body, answer.Body.Length + answer.MissingBytes, context.RequestAborted);
        if (answer.MissingBytes > 0 && HasBody(response))
        {
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    /// <summary>Writes the body where the status may have one: 204, 205 and 304 have none (RFC 9110, 6.4.1).</summary>
    private static async Task WriteAsync(HttpResponse response, byte[] body, int announced, CancellationToken cancellationToken)
    {
        if (HasBody(response))
        {
            response.ContentLength = announced;
            await response.Body.WriteAsync(body, cancellationToken);
        }
    }

    private static bool HasBody(HttpResponse response) =>
        response.StatusCode is not (204 or 205 or 304) && !HttpMethods.IsHead(response.HttpContext.Request.Method);

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }
}
