using OrleansLedger.Api;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddLedger(builder.Configuration);
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddGraph();
var app = builder.Build();
app.UseAccess();
app.MapHealth();
app.MapOAuth();
app.MapAttachments();
app.MapGraph();
await app.RunAsync();
