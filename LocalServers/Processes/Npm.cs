namespace OrleansLedger.LocalServers.Processes;

/// <summary>The npm client of the machine.</summary>
internal static class Npm
{
    /// <exception cref="StartException">There is none.</exception>
    public static string Path => Programs.Find(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        ?? throw new StartException("No npm on PATH. Install Node.js 20 or later (https://nodejs.org).");

    /// <summary>Installs what the folder's package-lock.json says, with every package's checksum verified and no scripts run.</summary>
    public static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> output = [];
        var install = new Launch(Path, "ci", "--ignore-scripts", "--no-audit", "--no-fund") { WorkingDirectory = folder };
        var code = await SupervisedProcess.RunAsync(install, line => Add(output, line), cancellationToken);
        if (code != 0)
        {
            throw new StartException($"npm could not install the packages of {folder}: {ExitCodes.Describe(code)}. Is the npm registry reachable?{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", output)}");
        }
    }

    private static void Add(List<string> lines, string line)
    {
        // Both streams of the program are read at once.
        lock (lines)
        {
            lines.Add(line);
        }
    }
}
