using System.Text.RegularExpressions;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.Outages;

/// <summary>The whole application, started once for the tests of this folder, with its log files.</summary>
public sealed partial class RunningApplication : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private LedgerApplication? application;

    internal LedgerApplication Application => application ?? throw new InvalidOperationException("The application has not been started.");

    internal Replica Postgres => Application.Postgres.Replicas[0];

    internal Replica Redis => Application.Redis.Replicas[0];

    public async ValueTask InitializeAsync()
    {
        application = new LedgerApplication(new LedgerApplicationOptions { DataFolder = Path.Combine(folder.FullPath, "data"), ApiPort = 0, Durable = false });
        await application.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The log lines of a part from a position on (see <see cref="LengthOf"/>).</summary>
    internal string[] LinesOf(string part, int from = 0) => ReadLog(part)[from..].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The length of a part's log, in characters.</summary>
    internal int LengthOf(string part) => ReadLog(part).Length;

    internal Task LogsAsync(string part, string text, int from) => Eventually.HoldsAsync(
        $"{part} logs '{text}'", () => ReadLog(part)[from..].Contains(text, StringComparison.Ordinal), TestContext.Current.CancellationToken, TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (application is not null)
        {
            await application.DisposeAsync();
        }

        folder.Dispose();
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Timestamp { get; }

    private string ReadLog(string part)
    {
        using var file = new FileStream(Path.Combine(Application.DataFolder, "logs", part + ".log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
