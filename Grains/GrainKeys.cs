using OrleansLedger.Domain;

namespace OrleansLedger.Grains;

/// <summary>The keys of grains. They contain the tenant, so that a grain reads only that tenant's rows.</summary>
public static class GrainKeys
{
    /// <summary><c>tenant/connection</c></summary>
    public static string Connection(TenantId tenant, ConnectionId connection) => $"{tenant.Value:N}/{connection.Value:N}";

    /// <summary><c>tenant/connection/job</c></summary>
    public static string Job(TenantId tenant, ConnectionId connection, JobId job) => $"{tenant.Value:N}/{connection.Value:N}/{job.Value:N}";

    /// <exception cref="FormatException">It is no key of a connection.</exception>
    public static (TenantId Tenant, ConnectionId Connection) ReadConnection(string key)
    {
        var parts = key.Split('/');
        return parts is [var tenant, var connection]
            ? (new TenantId(Guid.ParseExact(tenant, "N")), new ConnectionId(Guid.ParseExact(connection, "N")))
            : throw new FormatException($"'{key}' is not the key of a connection grain: tenant/connection, two ids of 32 hexadecimal digits.");
    }

    /// <exception cref="FormatException">It is no key of a job.</exception>
    public static (TenantId Tenant, ConnectionId Connection, JobId Job) ReadJob(string key)
    {
        var parts = key.Split('/');
        return parts is [var tenant, var connection, var job]
            ? (new TenantId(Guid.ParseExact(tenant, "N")), new ConnectionId(Guid.ParseExact(connection, "N")), new JobId(Guid.ParseExact(job, "N")))
            : throw new FormatException($"'{key}' is not the key of a job grain: tenant/connection/job, three ids of 32 hexadecimal digits.");
    }
}
