using System.CommandLine;
using OrleansLedger.Bench;

// The benchmark stops in its own time and order (ShutdownSignals), not in the two seconds that the library would give it.
return await BenchCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
