using System.CommandLine;
using OrleansLedger.AppHost;

var command = RunCommand.Create();
command.Subcommands.Add(DemoCommand.Create());

// The commands stop in their own time and order (ShutdownSignals), not in the two seconds that the library would give them.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
