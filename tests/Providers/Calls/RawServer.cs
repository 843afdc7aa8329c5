using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansLedger.Providers.Tests.Calls;

/// <summary>Answers every connection with the same bytes, valid HTTP or not, and closes it.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly byte[] _answer;

    public RawServer(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        var ended = _ended.Token;
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(ended);
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[64 * 1024], ended);
                await stream.WriteAsync(_answer, ended);
            }
        }
        catch (Exception closed) when (closed is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The test has ended, or the client closed first.
        }
    }
}
