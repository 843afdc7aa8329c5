using OrleansLedger.Demo;

namespace OrleansLedger.Bench.Pages;

/// <summary>A page that was asked for. Times are in milliseconds.</summary>
/// <param name="Took">From when it was due to its last byte.</param>
/// <param name="Late">Of <paramref name="Took"/>, from when it was due to when it was sent: the benchmark's own timer.</param>
/// <param name="Error">What was wrong with the answer; null where nothing was.</param>
internal sealed record PageSample(PageKind Kind, double Took, double Late, int Bytes, string? Error);

/// <summary>
/// Asks for pages on a schedule, whether or not those before have come, and counts the time from when each was due: an API that falls behind does not
/// get less to do.
/// </summary>
internal sealed class PageLoad(PageClient client, IReadOnlyList<PageKind> kinds, int pageSize, int perSecond, TimeProvider time)
{
    /// <summary>The same pages in every run.</summary>
    private readonly Random _random = new(4);

    public async Task<IReadOnlyList<PageSample>> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var every = TimeSpan.FromSeconds(1.0 / perSecond);
        var requests = new List<Task<PageSample>>();
        var began = time.GetTimestamp();
        for (var i = 0; i < length / every; i++)
        {
            var kind = kinds[i % kinds.Count];
            var body = kind.Body(pageSize, _random);
            var due = every * i;
            if (due - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            requests.Add(AskAsync(kind, body, began, due, cancellationToken));
        }

        return await Task.WhenAll(requests);
    }

    private async Task<PageSample> AskAsync(PageKind kind, byte[] body, long began, TimeSpan due, CancellationToken cancellationToken)
    {
        var late = time.GetElapsedTime(began) - due;
        try
        {
            var answer = await client.PostAsync(body, cancellationToken);
            return Sample(answer.Length, WrongWith(answer));
        }
        catch (Exception e) when (e is DemoException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Sample(0, e.Message);
        }

        PageSample Sample(int bytes, string? error) => new(kind, (time.GetElapsedTime(began) - due).TotalMilliseconds, late.TotalMilliseconds, bytes, error);
    }

    /// <summary>Every record must have come, with its document and its connection. Looks for bytes: to parse would cost what the API needs.</summary>
    private string? WrongWith(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("\"errors\":"u8) >= 0)
        {
            return "The answer has errors.";
        }

        // Only the list's last page may have fewer.
        var records = answer.Count("\"entityType\":"u8);
        var whole = records == pageSize || (records > 0 && answer.IndexOf("\"hasNextPage\":false"u8) >= 0);
        return whole && answer.Count("\"sourceReference\":\"bank-"u8) == records && answer.Count("\"provider\":\""u8) == records
            ? null
            : "The page lacks records, or some of their documents or connections.";
    }
}
