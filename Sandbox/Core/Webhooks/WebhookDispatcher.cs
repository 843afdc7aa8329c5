using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core.Webhooks;

/// <summary>Queues events for the subscribed apps and delivers them in order, at least once, with the provider's handshake, signature and retries.</summary>
internal sealed class WebhookDispatcher : BackgroundService
{
    private const string Section = "webhooks";
    private const int HandshakeCalls = 4;
    private readonly SandboxClock _clock;
    private readonly StateStore _store;
    private readonly ConcurrentDictionary<string, WebhookPolicy> _policies = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Lock _gate = new();
    private readonly List<WebhookSubscription> _subscriptions;
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WebhookDispatcher(SandboxClock clock, StateStore store)
    {
        _clock = clock;
        _store = store;
        _subscriptions = store.Load<List<WebhookSubscription>>(Section) ?? [];
        store.Register(Section, () => { lock (_gate) return JsonSerializer.SerializeToUtf8Bytes(_subscriptions, SandboxJson.State); });
    }

    /// <summary>Called by a provider that has webhooks, in its constructor.</summary>
    public void Register(string provider, WebhookPolicy policy) => _policies[provider] = policy;

    public bool Supports(string provider) => _policies.ContainsKey(provider);

    /// <summary>What a reader may see: everything but the waiting bodies.</summary>
    public IReadOnlyList<JsonObject> Describe()
    {
        lock (_gate)
        {
            return [.. _subscriptions.Select(subscription => new JsonObject
            {
                ["id"] = subscription.Id,
                ["provider"] = subscription.Provider,
                ["clientId"] = subscription.ClientId,
                ["url"] = subscription.Url,
                ["signingKey"] = subscription.SigningKey,
                ["status"] = JsonNamingPolicy.KebabCaseLower.ConvertName(subscription.Status.ToString()),
                ["waiting"] = subscription.Waiting.Count,
                ["delivered"] = subscription.Delivered,
                ["attempts"] = subscription.Attempts,
                ["lastProblem"] = subscription.LastProblem,
            })];
        }
    }

    /// <summary>Subscribes an app's URL and runs the handshake where the provider has one.</summary>
    /// <returns>The subscription's id.</returns>
    public async Task<string> SubscribeAsync(string provider, string clientId, string url, string? signingKey, CancellationToken cancellationToken)
    {
        var subscription = new WebhookSubscription
        {
            Id = "w" + Guid.CreateVersion7().ToString("N"),
            Provider = provider,
            ClientId = clientId,
            Url = url,
            SigningKey = signingKey ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            Status = _policies[provider].IntentToReceive ? WebhookStatus.Unvalidated : WebhookStatus.Active,
        };
        lock (_gate) _subscriptions.Add(subscription);
        await ValidateAsync(subscription.Id, cancellationToken);
        Wake();
        return subscription.Id;
    }

    /// <summary>Runs the handshake (again); events that waited are then delivered.</summary>
    /// <returns>False for an unknown subscription.</returns>
    public async Task<bool> ValidateAsync(string id, CancellationToken cancellationToken)
    {
        WebhookSubscription? subscription;
        lock (_gate) subscription = _subscriptions.Find(known => known.Id == id);
        if (subscription is null) return false;
        var problem = _policies[subscription.Provider].IntentToReceive ? await HandshakeAsync(subscription, cancellationToken) : null;
        lock (_gate)
        {
            subscription.Status = problem is null ? WebhookStatus.Active : WebhookStatus.Unvalidated;
            subscription.LastProblem = problem;
            subscription.FailingSince = null;
        }

        Wake();
        return true;
    }

    public bool Unsubscribe(string id)
    {
        lock (_gate)
        {
            if (_subscriptions.RemoveAll(subscription => subscription.Id == id) == 0) return false;
        }

        Wake();
        return true;
    }

    /// <summary>Queues an event for the app's subscriptions.</summary>
    public void Publish(string provider, string clientId, JsonObject happened)
    {
        lock (_gate)
        {
            var subscribed = _subscriptions.FindAll(subscription => subscription.Provider == provider && subscription.ClientId == clientId);
            if (subscribed.Count == 0) return;
            foreach (var subscription in subscribed) subscription.Waiting.Add((JsonObject)happened.DeepClone());
        }

        Wake();
    }

    public void Reset()
    {
        lock (_gate) _subscriptions.Clear();
        Wake();
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>One delivery loop a subscription, so that a dead receiver holds up nobody else.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Dictionary<string, Task> loops = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            Task something;
            lock (_gate)
            {
                something = _something.Task;
                foreach (var subscription in _subscriptions)
                    if (!loops.ContainsKey(subscription.Id)) loops[subscription.Id] = DeliverAsync(subscription, stoppingToken);
            }

            await something.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(loops.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Runs until the subscription is gone.</summary>
    private async Task DeliverAsync(WebhookSubscription subscription, CancellationToken stopping)
    {
        // Leaves the gate of whoever woke us before the first call goes out.
        await Task.Yield();
        var policy = _policies[subscription.Provider];
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            Task something;
            lock (_gate)
            {
                if (!_subscriptions.Contains(subscription)) return;
                something = _something.Task;
            }

            if (NextBatch(subscription) is not { } batch)
            {
                await something.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            if (await PostAsync(subscription, policy.Body(batch), isSigned: true, expected: null, policy.Deadline, stopping) is not { } problem)
            {
                failures = 0;
                Delivered(subscription, batch);
            }
            else if (Failed(subscription, policy, problem) && ++failures > 1)
            {
                await _clock.WaitUntilAsync(_clock.GetUtcNow() + policy.RetryEvery, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private WebhookBatch? NextBatch(WebhookSubscription subscription)
    {
        lock (_gate)
        {
            if (subscription.Status != WebhookStatus.Active || subscription.Waiting.Count == 0) return null;
            var events = subscription.Waiting.Take(_policies[subscription.Provider].LargestBatch).Select(happened => (JsonObject)happened.DeepClone()).ToList();
            return new WebhookBatch(events, subscription.NextSequence, subscription.NextSequence + events.Count - 1, Entropy());
        }
    }

    private void Delivered(WebhookSubscription subscription, WebhookBatch batch)
    {
        lock (_gate)
        {
            subscription.Waiting.RemoveRange(0, batch.Events.Count);
            subscription.NextSequence = batch.LastSequence + 1;
            subscription.Delivered += batch.Events.Count;
            subscription.FailingSince = null;
            subscription.LastProblem = null;
        }

        _store.Changed(Section);
    }

    /// <returns>Whether to go on trying.</returns>
    private bool Failed(WebhookSubscription subscription, WebhookPolicy policy, string problem)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            subscription.LastProblem = problem;
            subscription.FailingSince ??= now;
            if (now - subscription.FailingSince < policy.GiveUpAfter) return true;
            subscription.Status = WebhookStatus.Disabled;
        }

        _store.Changed(Section);
        return false;
    }

    private async Task<string?> HandshakeAsync(WebhookSubscription subscription, CancellationToken cancellationToken)
    {
        var policy = _policies[subscription.Provider];
        for (var call = 0; call < HandshakeCalls; call++)
        {
            var isSigned = call % 2 == 0;
            var problem = await PostAsync(subscription, policy.Body(new WebhookBatch([], 0, 0, Entropy())), isSigned, isSigned ? null : StatusCodes.Status401Unauthorized, policy.Deadline, cancellationToken);
            if (problem is not null) return $"Intent to receive, a {(isSigned ? "rightly" : "wrongly")} signed call: {problem}";
        }

        return null;
    }

    /// <param name="expected">Null: any 2xx.</param>
    /// <returns>What was wrong; null when the answer was as expected.</returns>
    private async Task<string?> PostAsync(WebhookSubscription subscription, JsonNode body, bool isSigned, int? expected, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, SandboxJson.State);
        var key = Encoding.UTF8.GetBytes(isSigned ? subscription.SigningKey : Entropy());
        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.Url) { Content = new ByteArrayContent(bytes) };
        var policy = _policies[subscription.Provider];
        request.Content.Headers.TryAddWithoutValidation("Content-Type", policy.ContentType?.Invoke(body) ?? "application/json; charset=utf-8");
        if (policy.SignatureHeader is { } header) request.Headers.TryAddWithoutValidation(header, Convert.ToBase64String(HMACSHA256.HashData(key, bytes)));
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(deadline);
        lock (_gate) subscription.Attempts++;
        try
        {
            using var response = await _http.SendAsync(request, limited.Token);
            var status = (int)response.StatusCode;
            return expected is { } wanted ? status == wanted ? null : $"answered {status} instead of {wanted}" : response.IsSuccessStatusCode ? null : $"answered {status}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {deadline.TotalSeconds} s";
        }
        catch (HttpRequestException unreachable)
        {
            return unreachable.Message;
        }
    }

    private void Wake()
    {
        _store.Changed(Section);
        TaskCompletionSource previous;
        lock (_gate)
        {
            previous = _something;
            _something = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        previous.SetResult();
    }

    private static string Entropy() => Convert.ToHexString(RandomNumberGenerator.GetBytes(10));
}
