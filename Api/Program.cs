using OrleansLedger.Api;
using OrleansLedger.Api.Connections;
using OrleansLedger.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddLedger(builder.Configuration);
var app = builder.Build();
app.MapHealth();
app.MapOAuth();
await app.RunAsync();
