using System.Runtime.InteropServices;

namespace OrleansLedger.LocalServers.Processes;

/// <summary>
/// Ctrl-C, SIGTERM, a closed terminal, and the end of the <c>dotnet run</c> that started this process: each asks for an orderly
/// stop. Ctrl-C once more ends the process at once, which takes the parts with it (see supervise.sh).
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private const int EndedBySignal = 130;

    // `dotnet run` passes on a signal that the process group got as well: two at a time are one request.
    private static readonly TimeSpan OneRequest = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly CancellationTokenSource requested = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly ParentWatch parent;
    private long? first;

    public ShutdownSignals(TimeProvider time)
    {
        this.time = time;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, Take));
        }

        parent = new ParentWatch(requested.Cancel, time);
    }

    /// <summary>Cancelled when the process is asked to stop.</summary>
    public CancellationToken Requested => requested.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        parent.Dispose();
        requested.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        first ??= time.GetTimestamp();
        if (context.Signal == PosixSignal.SIGINT && time.GetElapsedTime(first.Value) > OneRequest)
        {
            Environment.Exit(EndedBySignal);
        }

        context.Cancel = true;
        requested.Cancel();
    }
}
