namespace OrleansLedger.LocalServers.Processes;

internal static class ExitCodes
{
    private const int SignalBase = 128;

    /// <summary>In words, for "silo-0: ... after 3 s".</summary>
    public static string Describe(int code) => code switch
    {
        0 => "It ended by itself (exit code 0)",
        127 => "It could not be found (exit code 127)",
        SignalBase + 9 => "It was killed (SIGKILL)",
        SignalBase + 11 => "It crashed (SIGSEGV)",
        SignalBase + 6 => "It aborted (SIGABRT)",
        > SignalBase and < SignalBase + 65 => $"It was ended by signal {code - SignalBase}",
        _ => $"It ended with exit code {code}",
    };
}
