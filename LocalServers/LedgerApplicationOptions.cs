using Microsoft.Extensions.Configuration;

namespace OrleansLedger.LocalServers;

/// <summary>What distinguishes one running OrleansLedger from another on the same machine.</summary>
internal sealed record LedgerApplicationOptions
{
    public const int UsualApiPort = 5080;

    /// <summary>The folder that holds data, secrets and logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Clears the data folder first.</summary>
    public bool Reset { get; init; }

    /// <summary>The port people open; 0 takes a free one.</summary>
    public int ApiPort { get; init; } = UsualApiPort;

    public int SiloReplicas { get; init; } = 2;

    /// <summary>How many times faster than real the providers' quota windows run in the sandbox, for demonstrations and tests; 1 is real time.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>
    /// The user's configuration: servers of theirs, and the credentials of real providers. Null keeps the application to itself:
    /// its own servers, the sandbox for every provider, whatever the environment says.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Further environment variables for the silos, the API and the sandbox.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>False trades the safety of the data for speed; only for data that nobody will miss.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Takes the output of all parts; null leaves it to the log files.</summary>
    public TextWriter? Console { get; init; }

    public bool Colours { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
