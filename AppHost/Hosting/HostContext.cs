using OrleansLedger.AppHost.Data;
using OrleansLedger.AppHost.Logs;

namespace OrleansLedger.AppHost.Hosting;

/// <summary>What every part needs from its host.</summary>
internal sealed record HostContext(DataFolder Data, Logbook Logs, TimeProvider Time);
