using OrleansLedger.Sandbox;

await SandboxHost.Create(args).RunAsync();
