using System.Net.Http.Headers;
using System.Text;

namespace OrleansLedger.Bench.Subscriptions;

/// <summary>One subscription over server-sent events, on a connection of its own.</summary>
internal sealed class StreamSubscriber(HttpClient http, Uri address, Listener listener) : ISubscriber
{
    private const int UsualEvent = 1024;

    private readonly CancellationTokenSource _leaving = new();
    private HttpResponseMessage? _answer;
    private Task _reading = Task.CompletedTask;

    public IReadOnlyList<Listener> Listeners => [listener];

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(listener.Request, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", listener.Key);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        _answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!_answer.IsSuccessStatusCode)
        {
            throw new IOException($"The API answered a subscription with {(int)_answer.StatusCode}: {await _answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        var stream = await _answer.Content.ReadAsStreamAsync(cancellationToken);
        _reading = ReadAsync(stream);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading;
        _answer?.Dispose();
        _leaving.Dispose();
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[UsualEvent];
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, length * 2);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), _leaving.Token);
                if (read == 0)
                {
                    listener.Fail("the API ended the stream");
                    return;
                }

                length += read;
                var taken = Take(buffer.AsSpan(0, length));
                buffer.AsSpan(taken, length - taken).CopyTo(buffer);
                length -= taken;
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The client has had enough.
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            listener.Fail(e.Message);
        }
    }

    /// <returns>How much of it was whole events.</returns>
    private int Take(ReadOnlySpan<byte> text)
    {
        var taken = 0;
        while (text[taken..].IndexOf("\n\n"u8) is var end and >= 0)
        {
            var happened = text.Slice(taken, end);
            taken += end + 2;
            if (happened.StartsWith("event: next"u8))
            {
                listener.Hear(happened);
            }
            else if (happened.StartsWith("event: complete"u8))
            {
                listener.Complete();
            }
            else if (!happened.StartsWith(":"u8))
            {
                listener.Fail(Encoding.UTF8.GetString(happened));
            }
        }

        return taken;
    }
}
