if (args is ["migrate"])
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/health/live", () => "live");
app.MapGet("/health/ready", () => "ready");
await app.RunAsync();
