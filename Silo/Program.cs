using OrleansLedger.ServiceDefaults;
using OrleansLedger.Silo;
using OrleansLedger.Silo.Cluster;
using OrleansLedger.Storage;

if (args is ["migrate", .. var rest])
{
    return await Migrate.RunAsync(rest);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddCluster();
builder.Services.AddStorage(builder.Configuration);
builder.Services.AddGrains(builder.Configuration);
var app = builder.Build();
app.MapHealth();
await app.RunAsync();
return 0;
