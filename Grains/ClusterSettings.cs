using Microsoft.Extensions.Configuration;
using Npgsql;

namespace OrleansLedger.Grains;

/// <summary>
/// Where the silos' cluster is kept: in schema <c>orleans</c> of the product's own database. Section <c>Orleans</c> of the configuration, which Orleans itself
/// reads, may say otherwise; this adds what it leaves open.
/// </summary>
public static class ClusterSettings
{
    /// <summary>The connection string that Orleans' providers use, made from <c>ConnectionStrings:ledger</c>.</summary>
    public const string ConnectionName = "orleans";

    /// <summary>Connections to PostgreSQL that membership and reminders may hold in a process.</summary>
    private const int MostConnections = 5;

    /// <summary>Seconds until a connection counts as failed: a silo whose first one fails does not start.</summary>
    private const int ConnectsWithin = 15;

    private static readonly string[] s_ofClient = ["Clustering"];
    private static readonly string[] s_ofSilo = ["Clustering", "Reminders", "GrainStorage:Default"];

    /// <summary>The settings of a silo: clustering, reminders and grain storage.</summary>
    public static void AddSiloCluster(this IConfigurationManager configuration) => Add(configuration, s_ofSilo);

    /// <summary>The settings of a client of the silos: clustering.</summary>
    public static void AddClientCluster(this IConfigurationManager configuration) => Add(configuration, s_ofClient);

    private static void Add(IConfigurationManager configuration, string[] sections)
    {
        var defaults = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Orleans:ClusterId"] = "orleansledger",
            ["Orleans:ServiceId"] = "orleansledger",
        };
        foreach (var section in sections)
        {
            defaults[$"Orleans:{section}:ProviderType"] = "AdoNet";
            defaults[$"Orleans:{section}:Invariant"] = "Npgsql";
            defaults[$"Orleans:{section}:ConnectionName"] = ConnectionName;
        }

        if (configuration.GetConnectionString("ledger") is { Length: > 0 } ledger)
        {
            var settings = new NpgsqlConnectionStringBuilder(ledger) { MaxPoolSize = MostConnections, Timeout = ConnectsWithin, ApplicationName = "orleans" };
            defaults[$"ConnectionStrings:{ConnectionName}"] = settings.ConnectionString;
        }

        var missing = defaults.Where(setting => configuration[setting.Key] is null);
        configuration.AddInMemoryCollection([.. missing]);
    }
}
