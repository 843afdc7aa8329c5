using System.Net;
using OrleansLedger.Domain;
using OrleansLedger.Providers.Calls;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Silo.Tokens;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Events;
using Polly;
using Polly.Retry;

namespace OrleansLedger.Silo.Calls;

/// <summary>The turn's calls to its provider: through the gate, behind the fence, with a token that lives, on the record.</summary>
internal sealed class ProviderCalls(
    ProviderManifest manifest, HttpCalls http, QuotaGate gate, AppQuota appQuota, TokenKeeper tokens, TurnLedger ledger, TurnOptions options, TimeProvider clock) : IProviderCalls
{
    /// <summary>Reading again does no harm: a passing fault is tried over in place. Writes are never repeated here.</summary>
    private readonly ResiliencePipeline<CallAnswer> _readAgain = new ResiliencePipelineBuilder<CallAnswer> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<CallAnswer>
        {
            ShouldHandle = static arguments => ValueTask.FromResult(IsPassing(arguments.Outcome.Result)),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    private readonly Lock _lock = new();
    private List<SyncLogLine> _log = [];

    /// <summary>True while a person waits: the quota's reserve may be used.</summary>
    public bool Interactive { get; set; }

    /// <summary>A read has succeeded since this was last set to false: the provider answers.</summary>
    public bool ReadSucceeded { get; set; }

    /// <summary>The job the calls are for.</summary>
    public JobId? JobId { get; set; }

    public async Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken) => request.Writes
        ? await SendWithTokenAsync(request, cancellationToken)
        : await _readAgain.ExecuteAsync(async token => await SendWithTokenAsync(request, token), cancellationToken);

    private static bool IsPassing(CallAnswer? answer) => answer is CallAnswer.NoAnswer
        or CallAnswer.Answered { Status: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout };

    private async Task<CallAnswer> SendWithTokenAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        var bearer = tokens.Tokens.AccessToken;
        var answer = await SendOnceAsync(request, bearer, cancellationToken);
        if (answer is not CallAnswer.Answered answered || !manifest.IsTokenRefusal(answered))
        {
            return answer;
        }

        // Refused unread, in the provider's own words: nothing was done, so the same request may go again with a new token, once.
        var renewed = await tokens.RefreshAsync(bearer, cancellationToken);
        return renewed.Succeeded ? await SendOnceAsync(request, renewed.Value.AccessToken, cancellationToken) : answer;
    }

    /// <summary>The lines logged since the last time, to be written with the next commit.</summary>
    public IReadOnlyList<SyncLogLine> TakeLog()
    {
        lock (_lock)
        {
            var taken = _log;
            _log = [];
            return taken;
        }
    }

    private async Task<CallAnswer> SendOnceAsync(ProviderRequest request, string bearer, CancellationToken cancellationToken)
    {
        if (await gate.EnterAsync(request.QuotaClass, Interactive, request.Writes ? options.QuotaPatience : options.ReadPatience, cancellationToken) is { } until)
        {
            return new CallAnswer.NotAdmitted(until);
        }

        var sentAt = clock.GetUtcNow();
        CallAnswer answer = new CallAnswer.NotAdmitted(sentAt);
        try
        {
            if (await appQuota.EnterAsync(manifest) is { } appUntil)
            {
                answer = new CallAnswer.NotAdmitted(appUntil);
                return answer;
            }

            await ledger.CheckAsync(options.FenceCheckAfter, cancellationToken);
            sentAt = clock.GetUtcNow();
            var began = clock.GetTimestamp();
            // A call that has left is heard out, whatever is cancelled: its answer is what spares a reconciliation.
            answer = await http.SendAsync(request, bearer, manifest.CallTimeout, CancellationToken.None);
            Record(request, answer, clock.GetElapsedTime(began));
        }
        finally
        {
            gate.Leave(request.QuotaClass, answer, sentAt);
        }

        if (answer is CallAnswer.Answered { IsSuccess: true })
        {
            ReadSucceeded |= !request.Writes;
            await tokens.ServedAsync(cancellationToken);
        }
        else if (answer is CallAnswer.Answered { Status: HttpStatusCode.TooManyRequests } refused)
        {
            gate.BlockUntil(request.QuotaClass, Until(refused));
        }

        return answer;
    }

    private DateTimeOffset Until(CallAnswer.Answered refused)
    {
        var now = clock.GetUtcNow();
        return now + (RetryAfter.Read(refused.Headers, now) ?? (manifest.Windows.Count == 0 ? TimeSpan.FromSeconds(60) : manifest.Windows.Min(w => w.Length)));
    }

    private string? Correlation(CallAnswer.Answered answer) =>
        manifest.CorrelationHeader is { } name && answer.Headers.TryGetValue(name, out var id) ? $"{name}: {id}" : null;

    private void Record(ProviderRequest request, CallAnswer answer, TimeSpan duration)
    {
        var (status, outcome, detail) = answer switch
        {
            CallAnswer.Answered { IsSuccess: true } a => ((int?)a.Status, "ok", Correlation(a)),
            CallAnswer.Answered a => ((int?)a.Status, "refused", Correlation(a)),
            CallAnswer.NoAnswer n => (null, "no_answer", n.Text),
            _ => ((int?)null, "not_admitted", (string?)null),
        };
        var line = new SyncLogLine(clock.GetUtcNow(), JobId, request.Operation, request.Method.Method, request.Uri.AbsolutePath, status, outcome, detail, duration);
        lock (_lock)
        {
            _log.Add(line);
        }
    }
}
