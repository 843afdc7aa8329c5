namespace OrleansLedger.AppHost.Processes;

/// <summary>The npm client of the machine.</summary>
internal static class Npm
{
    /// <exception cref="StartException">There is none.</exception>
    public static string Path => Programs.Find(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        ?? throw new StartException("No npm on PATH. Install Node.js 20 or later (https://nodejs.org).");

    /// <summary>Installs what the folder's package-lock.json says, with every package's checksum verified and no scripts run.</summary>
    public static async Task InstallAsync(string folder, Action<string> output, CancellationToken cancellationToken)
    {
        var install = new Launch(Path, "ci", "--ignore-scripts", "--no-audit", "--no-fund") { WorkingDirectory = folder };
        var code = await SupervisedProcess.RunAsync(install, output, cancellationToken);
        if (code != 0)
        {
            throw new StartException($"npm could not install the packages of {folder}: {ExitCodes.Describe(code)}. Is the npm registry reachable? Run `npm ci` there to see.");
        }
    }
}
