using OrleansLedger.Domain;

namespace OrleansLedger.Silo.Turns;

/// <summary>Another turn of the connection has begun: this one was taken for dead and must not write any more.</summary>
internal sealed class TurnLostException(ConnectionId connection, long epoch)
    : Exception($"Turn {epoch} of connection {connection} was taken over; it stops without writing.");
