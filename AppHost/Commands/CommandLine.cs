namespace OrleansLedger.AppHost.Commands;

/// <summary>The command line of the AppHost.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments. Null where there is nothing to start: help was asked for, or an argument is wrong, which has been said.</summary>
    public static LedgerHostOptions? Read(string[] arguments, out int exitCode)
    {
        LedgerHostOptions? options = null;
        var root = RunCommand.Create(read => options = read);
        root.Subcommands.Add(DemoCommand.Create(read => options = read));
        exitCode = root.Parse(arguments).Invoke();
        return options;
    }
}
