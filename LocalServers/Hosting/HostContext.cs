using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Logs;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>What every part needs from its host.</summary>
internal sealed record HostContext(DataFolder Data, Logbook Logs, TimeProvider Time);
