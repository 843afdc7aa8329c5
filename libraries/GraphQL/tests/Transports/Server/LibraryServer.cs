using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Transports;

namespace OrleansLedger.GraphQL.Tests.Transports.Server;

/// <summary>What a test changes of the server.</summary>
internal sealed record LibraryServerSettings
{
    public Action<GraphQLServerBuilder>? Server { get; init; }

    public Action<GraphQLEndpointOptions>? Endpoint { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    public Action<IEndpointConventionBuilder>? Conventions { get; init; }

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; }
}

/// <summary>A library's GraphQL server on Kestrel and a free port of this machine.</summary>
internal sealed class LibraryServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private LibraryServer(WebApplication app)
    {
        this.app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Root = new Uri(address);
        Http = new HttpClient { BaseAddress = Root };
    }

    public Uri Root { get; }

    public Uri Url => new(Root, "/graphql");

    public Uri SocketUrl => new UriBuilder(Url) { Scheme = "ws" }.Uri;

    public HttpClient Http { get; }

    public SourceLog Sources => app.Services.GetRequiredService<SourceLog>();

    public Gate Gate => app.Services.GetRequiredService<Gate>();

    public IServiceProvider Services => app.Services;

    public static async Task<LibraryServer> StartAsync(LibraryServerSettings? settings = null)
    {
        settings ??= new LibraryServerSettings();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.Services.AddSingleton<Shelf>().AddSingleton<SourceLog>().AddSingleton<Gate>().AddScoped<ScopeMark>();
        builder.Services.AddAuthorization();
        var server = builder.Services.AddGraphQLServer().AddType(typeof(LibraryQueries)).AddType(typeof(LibraryMutations)).AddType(typeof(LibrarySubscriptions));
        settings.Server?.Invoke(server);
        settings.Services?.Invoke(builder.Services);
        var built = builder.Build();
        built.Use(SignIn);
        var endpoint = built.MapGraphQL("/graphql", settings.Endpoint);
        settings.Conventions?.Invoke(endpoint);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new LibraryServer(built);
    }

    public static ClaimsPrincipal Named(string name) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));

    /// <summary>Waits until a client's subscription has reached its source.</summary>
    public Task SubscriptionIsOpenAsync() => Eventually.IsAsync(() => Sources.Open == 1, () => $"one source stream open, but there are {Sources.Open}");

    /// <summary>Waits until every source stream has been disposed.</summary>
    public Task SourcesAreClosedAsync() => Eventually.IsAsync(() => Sources is { Total: > 0, Open: 0 }, () => $"every source stream closed, but {Sources.Open} of {Sources.Total} are open");

    public ValueTask SendLiveAsync(int number) => Services.GetRequiredService<ITopicEventSender>().SendAsync("live", number, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    /// <summary>Who asks says so by a header; enough for tests of what comes after signing in.</summary>
    private static Task SignIn(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TryGetValue("X-User", out var name))
        {
            context.User = Named(name.ToString());
        }

        return next(context);
    }
}
