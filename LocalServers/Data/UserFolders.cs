namespace OrleansLedger.LocalServers.Data;

/// <summary>Where this user's files go by the platform's custom.</summary>
internal static class UserFolders
{
    private const string Product = "orleansledger";

    /// <summary>For what must survive.</summary>
    public static string Data => Choose("XDG_DATA_HOME", Environment.SpecialFolder.LocalApplicationData, "/var/lib");

    /// <summary>For what can be fetched again.</summary>
    public static string Cache => Choose("XDG_CACHE_HOME", Home(".cache"), "/var/cache");

    private static string Choose(string variable, Environment.SpecialFolder folder, string system) =>
        Choose(variable, Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify), system);

    private static string Choose(string variable, string usual, string system)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), Product);
        }

        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
        {
            return Path.Combine(chosen, Product);
        }

        // As root PostgreSQL runs under another account, which usually cannot enter root's home.
        return Path.Combine(Environment.IsPrivilegedProcess || usual.Length == 0 ? system : usual, Product);
    }

    private static string Home(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0 ? "" : Path.Combine(home, folder);
    }
}
