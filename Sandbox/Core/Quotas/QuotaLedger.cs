using Microsoft.Extensions.Options;
using OrleansLedger.Sandbox.Core.Companies;

namespace OrleansLedger.Sandbox.Core.Quotas;

/// <summary>Decides and counts, at arrival, every call that is subject to a provider's quotas.</summary>
internal sealed class QuotaLedger(SandboxClock clock, IOptions<SandboxOptions> options)
{
    private const string EveryApp = "*";
    private readonly Dictionary<QuotaKey, QuotaCounter> _counters = [];
    private readonly Lock _gate = new();

    /// <summary>
    /// Lets the call in if every rule has room. A refused call uses up nothing. An admitted one holds its place in the concurrency rules
    /// until it is answered.
    /// </summary>
    public QuotaDecision Arrive(HttpContext context, string provider, string clientId, SimulatedCompany company, IReadOnlyList<QuotaRule> rules)
    {
        var now = clock.GetUtcNow();
        List<(QuotaRule Rule, QuotaCounter Counter)> held = [];
        var remaining = new Dictionary<string, int>(StringComparer.Ordinal);
        lock (_gate)
        {
            QuotaRule? refusedBy = null;
            TimeSpan? retryAfter = null;
            var counted = new List<(QuotaRule Rule, QuotaCounter Counter)>(rules.Count);
            foreach (var general in rules)
            {
                var rule = For(company, general);
                var counter = CounterOf(new QuotaKey(provider, rule.AllApps ? EveryApp : clientId, rule.PerApp ? null : company.Id, rule.Name));
                var (left, room) = counter.Look(rule, rule.Length / options.Value.TimeScale, now);
                remaining[rule.Name] = Math.Max(0, left);
                counted.Add((rule, counter));
                if (left > 0 || refusedBy is not null) continue;
                refusedBy = rule;
                retryAfter = room;
                counter.Refuse();
            }

            if (refusedBy is not null) return new QuotaDecision(refusedBy, retryAfter, remaining);
            foreach (var (rule, counter) in counted)
            {
                counter.Admit(rule, now);
                remaining[rule.Name]--;
                if (rule.Kind == QuotaKind.Concurrent) held.Add((rule, counter));
            }
        }

        if (held.Count > 0) HoldUntilAnswered(context, new Places(this, held));
        return new QuotaDecision(null, null, remaining);
    }

    /// <summary>Statistics of one company (its own rules) or, with null, of the rules counted per app.</summary>
    public IReadOnlyList<QuotaStatistics> Statistics(string provider, string? companyId)
    {
        lock (_gate)
        {
            return [.. _counters
                .Where(pair => pair.Key.Provider == provider && string.Equals(pair.Key.CompanyId, companyId, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pair => pair.Key.Rule, StringComparer.Ordinal)
                .Select(pair => new QuotaStatistics(pair.Key.Rule, pair.Key.ClientId, pair.Value.Current, [.. pair.Value.Finished], pair.Value.InProgress, pair.Value.Peak, pair.Value.TotalRefused))];
        }
    }

    public void Reset()
    {
        lock (_gate) _counters.Clear();
    }

    /// <summary>
    /// A place is free again just before the answer's first byte leaves: a caller that has its answer and calls at once must never find its own place still taken.
    /// A call that is cut off without an answer frees it at its end.
    /// </summary>
    private static void HoldUntilAnswered(HttpContext context, Places places)
    {
        context.Response.OnStarting(() =>
        {
            places.Dispose();
            return Task.CompletedTask;
        });
        context.Response.RegisterForDispose(places);
    }

    private static QuotaRule For(SimulatedCompany company, QuotaRule rule)
    {
        QuotaOverride? change;
        lock (company.Gate) change = company.Quotas.GetValueOrDefault(rule.Name);
        return change is null
            ? rule
            : rule with { Limit = change.Limit ?? rule.Limit, Length = change.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : rule.Length };
    }

    private QuotaCounter CounterOf(QuotaKey key)
    {
        if (_counters.TryGetValue(key, out var counter)) return counter;
        return _counters[key] = new QuotaCounter($"{key.Provider}/{key.CompanyId}/{key.Rule}");
    }

    private void Leave(List<(QuotaRule Rule, QuotaCounter Counter)> held)
    {
        lock (_gate)
            foreach (var (_, counter) in held) counter.Leave();
    }

    private sealed record QuotaKey(string Provider, string ClientId, string? CompanyId, string Rule);

    private sealed class Places(QuotaLedger ledger, List<(QuotaRule Rule, QuotaCounter Counter)> held) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) ledger.Leave(held);
        }
    }
}

/// <param name="Current">The window in progress; null for concurrency.</param>
/// <param name="Completed">Finished windows, oldest first, the last 5000.</param>
/// <param name="Peak">Most calls at a time (concurrency rules).</param>
internal sealed record QuotaStatistics(string Name, string ClientId, QuotaWindow? Current, IReadOnlyList<QuotaWindow> Completed, int InProgress, int Peak, int Refused);
