using OrleansLedger.ServiceDefaults;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.Silo;
using OrleansLedger.Silo.Cluster;
using OrleansLedger.Storage;

if (args is ["migrate", .. var rest])
{
    return await LedgerProcess.RunAsync(() => Migrate.RunAsync(rest));
}

return await LedgerProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddCluster();
    builder.Services.AddStorage(builder.Configuration);
    builder.Services.AddGrains(builder.Configuration);
    var app = builder.Build();
    app.MapHealth();
    return app;
});
