using OrleansLedger.Api;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Cluster;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Outages;
using OrleansLedger.ServiceDefaults;
using OrleansLedger.ServiceDefaults.Startup;

return await LedgerProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddClusterClient();
    builder.AddClusterDashboard();
    builder.Services.AddLedger(builder.Configuration);
    builder.Services.AddAccess(builder.Configuration);
    builder.Services.AddGraph();
    builder.Services.AddOutages();
    var app = builder.Build();
    app.UseOutages();
    app.UseAccess();
    app.MapHealth();
    app.MapOAuth();
    app.MapAttachments();
    app.MapGraph();
    app.MapClusterDashboard();
    app.MapGet("/", () => Results.Redirect("/graphql"));
    return app;
});
