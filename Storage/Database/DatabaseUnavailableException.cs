using System.Net.Sockets;
using Npgsql;

namespace OrleansLedger.Storage.Database;

/// <summary>PostgreSQL does not answer at the moment. Whether a change that was under way was made is not known; the same work can succeed later.</summary>
public sealed class DatabaseUnavailableException(Exception? cause = null)
    : NpgsqlException("The database does not answer at the moment. Send the same request again in a few seconds.", cause)
{
    public override bool IsTransient => true;

    /// <summary>True where the failure, or what caused it, passes by itself: connection lost, server starting, stopping or out of connections, deadlock, serialization.</summary>
    public static bool Explains(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is NpgsqlException database && IsTemporary(database))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTemporary(NpgsqlException failure) => failure switch
    {
        DatabaseUnavailableException => true,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "40001" or "40P01" or "53300" } => true,
        _ => failure.IsTransient || failure.InnerException is IOException or SocketException or TimeoutException,
    };
}
