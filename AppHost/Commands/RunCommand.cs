using System.CommandLine;
using System.Globalization;
using System.Net;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost.Commands;

/// <summary>Runs the application until it is stopped. The AppHost's command when none is named.</summary>
internal static class RunCommand
{
    /// <summary>At a higher factor a quota window of a minute is shorter than a call.</summary>
    private const double FastestQuotas = 1000;

    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Folder for data, secrets and logs",
        HelpName = "DIR",
        DefaultValueFactory = _ => UserFolders.Data,
    };

    private static readonly Option<int> s_port = Port("--port", "Port of the API. 0 uses free ports for everything", LedgerHostOptions.UsualApiPort);

    private static readonly Option<int?> s_sandboxPort = new("--sandbox-port")
    {
        Description = $"Port of the simulated providers. Default: {LedgerHostOptions.UsualSandboxPort}",
        HelpName = "N",
    };

    private static readonly Option<bool> s_reset = new("--reset")
    {
        Description = "Delete everything in the data folder first: database, secrets, logs",
    };

    private static readonly Option<bool> s_noDashboard = new("--no-dashboard")
    {
        Description = "Start without the Aspire dashboard: less memory, and the console shows the logs of all parts",
    };

    private static readonly Option<bool> s_containers = new("--containers")
    {
        Description = "Run PostgreSQL and Redis as containers (needs Docker or Podman)",
    };

    private static readonly Option<double> s_quotaSpeed = new("--quota-speed")
    {
        Description = "Shorten the quota windows of the simulated providers by this factor, 1 to 1000. Real providers keep theirs",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => double.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= FastestQuotas
            ? factor
            : Refuse<double>(result, $"--quota-speed takes a number from 1 to {FastestQuotas}."),
    };

    static RunCommand() => s_sandboxPort.CustomParser = result => ReadPort(result, "--sandbox-port");

    /// <param name="chosen">Takes the options of a command line that starts the application.</param>
    public static RootCommand Create(Action<LedgerHostOptions> chosen)
    {
        var command = new RootCommand("OrleansLedger connects a product to its customers' accounting systems. This command starts it on this machine: PostgreSQL, Redis, simulated providers, two silos, the API and the Aspire dashboard.")
        {
            s_data, s_port, s_sandboxPort, s_reset, s_noDashboard, s_containers, s_quotaSpeed,
        };
        command.SetAction(arguments => chosen(Read(arguments)));
        return command;
    }

    private static LedgerHostOptions Read(ParseResult arguments)
    {
        var port = arguments.GetRequiredValue(s_port);
        var sandboxPort = arguments.GetValue(s_sandboxPort) ?? (port == 0 ? 0 : LedgerHostOptions.UsualSandboxPort);
        return new LedgerHostOptions
        {
            DataFolder = arguments.GetRequiredValue(s_data),
            ApiPort = LedgerHostOptions.PortOrFree(port),
            SandboxPort = LedgerHostOptions.PortOrFree(sandboxPort),
            DashboardPort = port == 0 || !FreePort.IsFree(LedgerHostOptions.UsualDashboardPort) ? FreePort.Take() : LedgerHostOptions.UsualDashboardPort,
            Dashboard = !arguments.GetValue(s_noDashboard),
            Containers = arguments.GetValue(s_containers),
            Reset = arguments.GetValue(s_reset),
            TimeScale = arguments.GetValue(s_quotaSpeed),
        };
    }

    private static Option<int> Port(string name, string description, int usual) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result => ReadPort(result, name) ?? 0,
    };

    private static int? ReadPort(System.CommandLine.Parsing.ArgumentResult result, string name) =>
        int.TryParse(result.Tokens.SingleOrDefault()?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? port
            : Refuse<int?>(result, $"{name} takes a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.");

    private static T? Refuse<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
