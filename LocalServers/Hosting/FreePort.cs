using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>Ports nobody listens on.</summary>
internal static class FreePort
{
    // Below the ranges from which operating systems take ports for outgoing connections (Linux 32768, macOS and Windows 49152), so
    // that none of those lands on a port while the part that owns it is being restarted.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Attempts = 100;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static int Take()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
                if (IsFree(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }

        throw new StartException($"None of {Attempts} ports tried between {Lowest} and {Highest} is free.");
    }

    /// <summary>Whether a server could listen on the loopback interface at this port now.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
