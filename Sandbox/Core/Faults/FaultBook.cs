using System.Text.RegularExpressions;
using OrleansLedger.Sandbox.Core.Companies;

namespace OrleansLedger.Sandbox.Core.Faults;

/// <summary>The faults in wait, in the order they were added; the first that fits takes the call.</summary>
internal sealed class FaultBook(ProviderCatalog catalog)
{
    private readonly Lock _gate = new();
    private List<Fault> _faults = [];
    private int _added;

    public IReadOnlyList<Fault> All
    {
        get { lock (_gate) return _faults; }
    }

    public Fault Add(FaultSpecification specification)
    {
        if (specification.Provider is { } provider && catalog.Find(provider) is null)
            throw new ControlRequestException($"There is no provider '{provider}'. One of: {string.Join(", ", catalog.All.Select(known => known.Name))}.");
        if (specification.Kind == FaultKind.Status && specification.Status is not (>= 100 and <= 599)) throw new ControlRequestException("A fault of kind 'status' needs 'status', 100 to 599.");
        if (specification.Kind == FaultKind.Slow && specification.DelayMs is not >= 0) throw new ControlRequestException("A fault of kind 'slow' needs 'delayMs'.");
        if (specification.Probability is < 0 or > 1) throw new ControlRequestException("'probability' lies between 0 and 1.");
        try
        {
            lock (_gate)
            {
                var fault = new Fault($"f{++_added}", specification);
                _faults = [.. _faults, fault];
                return fault;
            }
        }
        catch (RegexParseException wrong)
        {
            throw new ControlRequestException($"'path' is not a regular expression: {wrong.Message}", wrong);
        }
    }

    public Fault? Find(string id) => All.FirstOrDefault(fault => string.Equals(fault.Id, id, StringComparison.Ordinal));

    public Fault? Take(string provider, FaultHit call) => All.FirstOrDefault(fault => fault.TryHit(provider, call));

    public bool Remove(string id)
    {
        lock (_gate)
        {
            if (Find(id) is not { } fault) return false;
            fault.Release();
            _faults = [.. _faults.Where(other => other != fault)];
            return true;
        }
    }

    /// <summary>Removes all and lets every held call go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var fault in _faults) fault.Release();
            _faults = [];
        }
    }
}
