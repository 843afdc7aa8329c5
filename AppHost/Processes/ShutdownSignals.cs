using System.Runtime.InteropServices;

namespace OrleansLedger.AppHost.Processes;

/// <summary>
/// Ctrl-C, SIGTERM, a closed terminal, and the end of the <c>dotnet run</c> that started this process: each asks for an orderly
/// stop. A second one ends the process at once, which takes the parts with it (see supervise.sh).
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private const int EndedBySignal = 130;

    private readonly CancellationTokenSource requested = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly ParentWatch parent;

    public ShutdownSignals(TimeProvider time)
    {
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
        if (requested.IsCancellationRequested)
        {
            Environment.Exit(EndedBySignal);
        }

        context.Cancel = true;
        requested.Cancel();
    }
}
