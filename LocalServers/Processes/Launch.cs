namespace OrleansLedger.LocalServers.Processes;

/// <summary>A program to start.</summary>
/// <param name="Program">A path, or a name found on PATH.</param>
/// <param name="Arguments">Passed as they are, without a shell's quoting.</param>
internal sealed record Launch(string Program, params IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Added to the environment of the AppHost; a null takes the variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the program understands as "stop, in good order".</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long an orderly stop may take before the program is killed.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);
}
