using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.Faults;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Core.Webhooks;

namespace OrleansLedger.Sandbox.Core.Control;

/// <summary>Back to the state of a first start; held calls are let go.</summary>
internal sealed class SandboxReset(ProviderCatalog catalog, FaultBook faults, RegisteredApps apps, ConsentPage consents, QuotaLedger quotas, CompanyStatistics statistics, CallLog calls, WebhookDispatcher webhooks, SandboxClock clock)
{
    public void Everything()
    {
        faults.Clear();
        consents.Reset();
        apps.Reset();
        foreach (var provider in catalog.All) provider.Reset();
        quotas.Reset();
        statistics.Reset();
        calls.Reset();
        webhooks.Reset();
        clock.Reset();
    }
}
