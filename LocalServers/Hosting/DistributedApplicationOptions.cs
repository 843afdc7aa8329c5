using Microsoft.Extensions.Configuration;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>How an application is hosted.</summary>
internal sealed record DistributedApplicationOptions
{
    /// <summary>The folder that holds the application's data, secrets and logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Clears the data folder first.</summary>
    public bool Reset { get; init; }

    /// <summary>Servers that run elsewhere, by their connection strings. Empty: everything is the application's own.</summary>
    public IConfiguration Configuration { get; init; } = new ConfigurationManager();

    /// <summary>Takes the parts' output, each line named by its part; null keeps it in the log files alone.</summary>
    public TextWriter? Console { get; init; }

    public bool Colours { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
