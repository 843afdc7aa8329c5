using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core.Companies;

/// <summary>The common half of a provider: keeps its companies, seeds them at the first start and saves them.</summary>
internal abstract class SimulatedProvider<TCompany>(StateStore store) : ISimulatedProvider where TCompany : SimulatedCompany
{
    private readonly ConcurrentDictionary<string, TCompany> _companies = new(StringComparer.OrdinalIgnoreCase);

    public abstract string Name { get; }

    public abstract string DisplayName { get; }

    public abstract OAuthServer OAuth { get; }

    public IReadOnlyList<SimulatedCompany> Companies => [.. _companies.Values.OrderBy(company => company.Name, StringComparer.Ordinal)];

    SimulatedCompany? ISimulatedProvider.Find(string id) => Find(id);

    public TCompany? Find(string? id) => id is not null && _companies.TryGetValue(id, out var company) ? company : null;

    public SimulatedCompany Create(NewCompany request)
    {
        var company = NewCompany(request);
        if (!_companies.TryAdd(company.Id, company)) throw new ControlRequestException($"{DisplayName} already has a company with the id {company.Id}.");
        Keep(company);
        return company;
    }

    public void Patch(SimulatedCompany company, JsonObject change)
    {
        var own = (TCompany)company;
        lock (own.Gate) Patch(own, change);
        Changed(own);
    }

    public JsonObject Books(SimulatedCompany company)
    {
        var own = (TCompany)company;
        lock (own.Gate) return Books(own);
    }

    public virtual void RemoveAuthorizations(SimulatedCompany company) => OAuth.RevokeCompany(company.Id);

    public virtual void Reset()
    {
        foreach (var id in _companies.Keys)
            if (_companies.TryRemove(id, out _)) store.Remove(SectionOf(id));
        OAuth.Reset();
        SeedAll();
    }

    public abstract void Map(RouteGroupBuilder routes);

    public abstract string? CompanyOf(HttpContext context);

    public abstract Task WriteThrottledAsync(HttpContext context, string rule, TimeSpan? retryAfter);

    public abstract Task WriteErrorAsync(HttpContext context, int status, string? message);

    /// <summary>Called by the provider whenever it has changed something in the books (still holding the gate or not).</summary>
    public void Changed(TCompany company) => store.Changed(SectionOf(company.Id));

    /// <summary>Saved companies, else the seeded ones. The last line of every provider's constructor.</summary>
    protected void LoadOrSeed()
    {
        foreach (var section in store.Saved($"{Name}/companies/"))
        {
            if (store.Load<TCompany>(section) is not { } company) continue;
            _companies[company.Id] = company;
            Keep(company, isNew: false);
        }

        if (_companies.IsEmpty) SeedAll();
    }

    /// <summary>At least two companies, with fixed ids, so that a reader finds them again.</summary>
    protected abstract IEnumerable<TCompany> Seed();

    /// <summary>A company with a chart of accounts and tax rates fit for its country.</summary>
    protected abstract TCompany NewCompany(NewCompany request);

    /// <summary>Applies settings; called with the gate held.</summary>
    protected abstract void Patch(TCompany company, JsonObject change);

    /// <summary>The books for a reader; called with the gate held.</summary>
    protected abstract JsonObject Books(TCompany company);

    private void SeedAll()
    {
        foreach (var company in Seed())
        {
            _companies[company.Id] = company;
            Keep(company);
        }
    }

    private void Keep(TCompany company, bool isNew = true)
    {
        store.Register(SectionOf(company.Id), () =>
        {
            lock (company.Gate) return JsonSerializer.SerializeToUtf8Bytes(company, SandboxJson.State);
        });
        if (isNew) store.Changed(SectionOf(company.Id));
    }

    private string SectionOf(string companyId) => $"{Name}/companies/{companyId}";
}
