using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost.Parts;

/// <summary>One process of the application.</summary>
/// <param name="Name">The resource's name, with a number where it has several replicas.</param>
internal sealed record Part(string Name, string ResourceId, IResource Resource)
{
    public bool IsProject => Resource is ProjectResource;

    /// <summary>The state that Aspire gives it.</summary>
    public string? State { get; set; }

    public int? Pid { get; private set; }

    /// <summary>A timestamp of the clock.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Where it serves HTTP; null if it does not.</summary>
    public Uri? Address { get; set; }

    public bool IsReady { get; set; }

    public bool WasEverReady { get; set; }

    /// <summary>What its health check said last; null when it is ready.</summary>
    public string? Missing { get; set; }

    public Backoff Backoff { get; } = new();

    public void Started(int pid, long at) => (Pid, StartedAt, IsReady) = (pid, at, false);
}
