using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.Testing;

/// <summary>Runs servers for a test process through the AppHost's own code, in a folder that goes with them.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private DistributedApplication? application;

    public async Task StartAsync(Action<DistributedApplicationBuilder> compose)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DataFolder = Path.Combine(folder.FullPath, "data") });
        compose(builder);
        application = builder.Build();
        await application.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (application is not null)
        {
            await application.DisposeAsync();
        }

        folder.Dispose();
    }
}
