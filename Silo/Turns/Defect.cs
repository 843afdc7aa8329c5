using Npgsql;

namespace OrleansLedger.Silo.Turns;

/// <summary>Tells an exception that this program is to blame for from lost infrastructure. A defect is counted and given up after some attempts.</summary>
internal static class Defect
{
    public static bool Is(Exception exception) => exception is not (TurnLostException or OperationCanceledException) && !IsInfrastructure(exception);

    /// <summary>The database is unavailable. A refusal by its constraints or types is a defect instead.</summary>
    public static bool IsInfrastructure(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57", StringComparison.Ordinal) || refused.SqlState.StartsWith("25P0", StringComparison.Ordinal),
        NpgsqlException or TimeoutException => true,
        _ => exception.InnerException is { } inner && IsInfrastructure(inner),
    };
}
