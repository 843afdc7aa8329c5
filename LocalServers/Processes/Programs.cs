namespace OrleansLedger.LocalServers.Processes;

/// <summary>Programs on PATH.</summary>
internal static class Programs
{
    /// <summary>The full path of the first <paramref name="name"/> on PATH, or null.</summary>
    public static string? Find(string name)
    {
        var file = OperatingSystem.IsWindows() && !Path.HasExtension(name) ? name + ".exe" : name;
        return Folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    public static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
