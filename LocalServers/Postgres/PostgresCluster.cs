using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>The files of a database server ("cluster" in PostgreSQL's own words) and the programs that go with them.</summary>
internal sealed class PostgresCluster
{
    private readonly string folder;
    private readonly PostgresPrograms programs;
    private readonly ServerAccount account;
    private readonly bool durable;
    private readonly PartLog log;

    private PostgresCluster(string folder, PostgresPrograms programs, ServerAccount account, bool durable, PartLog log)
    {
        this.folder = folder;
        this.programs = programs;
        this.account = account;
        this.durable = durable;
        this.log = log;
    }

    private string Files => Path.Combine(folder, "data");

    /// <param name="server">Where the programs are, as <see cref="PostgresPrograms.GetAsync"/> takes it.</param>
    /// <exception cref="StartException">No server programs can be had, or none that can read the files that exist.</exception>
    public static async Task<PostgresCluster> OpenAsync(DataFolder data, string? server, bool durable, PartLog log, CancellationToken cancellationToken)
    {
        var runsAs = ServerAccount.ForThisProcess();
        var place = data.Folder(PostgresResource.FolderName);
        runsAs.Own(place);
        var found = await PostgresPrograms.GetAsync(server, VersionOf(place), log, cancellationToken);
        runsAs.DemandAccess(place);
        runsAs.DemandAccess(found.Folder);
        log.Write($"PostgreSQL {found.Version} from {found.Folder}");
        return new PostgresCluster(place, found, runsAs, durable, log);
    }

    /// <summary>Makes the cluster if there is none, clears away what a killed server left, and says how to start the server.</summary>
    public async Task<Launch> PrepareAsync(int port, string owner, string password, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Files))
        {
            await InitialiseAsync(owner, password, cancellationToken);
        }

        LeftoverPostmaster.Stop(folder);
        List<string> arguments = ["-D", Files, "-p", port.ToString()];
        foreach (var (setting, value) in Settings())
        {
            arguments.AddRange(["-c", $"{setting}={value}"]);
        }

        // "Fast shutdown": open transactions are rolled back, the files are left clean.
        return Launch(programs.Postgres, arguments) with { StopSignal = Signal.Interrupt };
    }

    /// <summary>
    /// Returns true once the server has written in its lock file that it takes connections, as <c>pg_ctl</c> does. An attempt to connect before that would be an error in the server's log.
    /// </summary>
    public bool TakesConnections()
    {
        const int StatusLine = 7;
        try
        {
            return File.ReadLines(Path.Combine(Files, "postmaster.pid")).ElementAtOrDefault(StatusLine)?.Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int? VersionOf(string folder)
    {
        var file = Path.Combine(folder, "data", "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), out var version) ? version : null;
    }

    private async Task InitialiseAsync(string owner, string password, CancellationToken cancellationToken)
    {
        // Under another name until it is whole: an interrupted initdb leaves nothing that looks like a cluster.
        var unfinished = Files + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var passwordFile = Path.Combine(folder, "password");
        File.WriteAllText(passwordFile, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(passwordFile, password);
        account.Own(passwordFile);
        try
        {
            List<string> arguments = ["-D", unfinished, "-U", owner, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", .. Locale()];
            if (!durable)
            {
                arguments.Add("--no-sync");
            }

            var code = await SupervisedProcess.RunAsync(Launch(programs.InitDb, arguments), _ => { }, cancellationToken);
            if (code != 0)
            {
                await SupervisedProcess.RunAsync(Launch(programs.InitDb, arguments), log.Write, cancellationToken);
                throw new StartException($"PostgreSQL could not make its files in {unfinished}: {ExitCodes.Describe(code)}. {string.Join(' ', log.Tail)}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, Files);
    }

    /// <summary>The same order and letter cases on every machine: Unicode's, compared by code point.</summary>
    private IEnumerable<string> Locale()
    {
        const int BuiltInSince = 17;
        return programs.Version.Major >= BuiltInSince
            ? ["--locale-provider=builtin", "--locale=C.UTF-8", "--lc-messages=C"]
            : [OperatingSystem.IsMacOS() ? "--locale=en_US.UTF-8" : "--locale=C.UTF-8", "--lc-messages=C"];
    }

    private IEnumerable<(string Setting, string Value)> Settings()
    {
        yield return ("listen_addresses", "127.0.0.1");
        yield return ("unix_socket_directories", "");
        yield return ("max_connections", "200");
        yield return ("shared_buffers", "128MB");
        yield return ("max_wal_size", "2GB");
        yield return ("checkpoint_timeout", "15min");
        yield return ("timezone", "UTC");
        yield return ("log_timezone", "UTC");
        yield return ("log_checkpoints", "off");

        // The client of a failed statement gets the error. In the log file it would only be a copy of customers' data.
        yield return ("log_min_messages", "log");
        yield return ("log_min_error_statement", "panic");
        yield return ("log_line_prefix", "%q%u@%d ");
        if (!durable)
        {
            yield return ("fsync", "off");
            yield return ("synchronous_commit", "off");
            yield return ("full_page_writes", "off");
        }
    }

    private Launch Launch(string program, IReadOnlyList<string> arguments)
    {
        var (first, rest) = account.Command(program, arguments);
        return new Launch(first, rest) { WorkingDirectory = folder, Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = null } };
    }
}
