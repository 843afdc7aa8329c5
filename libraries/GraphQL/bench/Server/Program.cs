using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Bench.Server.Data;
using OrleansLedger.GraphQL.Bench.Server.Schema;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Transports;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSingleton<Store>();
builder.Services.AddSingleton<CountedTopics>();
builder.Services.AddSingleton<ITopicEventReceiver>(services => services.GetRequiredService<CountedTopics>());
builder.Services.AddGraphQLServer(options => options.MaxCost = 1_000_000).AddTypes(typeof(Query).Assembly);

var app = builder.Build();
app.MapGraphQL();
await app.StartAsync();
Console.WriteLine($"listening on {app.Urls.First()}/graphql");

// The benchmark closes the standard input when it is done, however it ends.
await Console.In.ReadToEndAsync();
await app.StopAsync();
