using OrleansLedger.AppHost;
using OrleansLedger.AppHost.Commands;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.AppHost.Servers;
using OrleansLedger.LocalServers;

if (CommandLine.Read(args, out var exitCode) is not { } options)
{
    return exitCode;
}

try
{
    var builder = LedgerHost.CreateBuilder(options);

    // Servers that the user configured take precedence, then containers where asked for; otherwise they run as processes of this machine.
    var admin = builder.AddConfigured("ledger-admin")
        ?? builder.AddPostgres("postgres", builder.AddUserName("postgres"), builder.AddKeptPassword("postgres-owner")).RunAsEmbedded().AddDatabase("ledger-admin", "ledger");
    var ledger = builder.AddConfigured("ledger") ?? builder.AddLogin("ledger", admin, "ledger_app");
    var redis = builder.AddConfigured("redis") ?? builder.AddRedis("redis", password: builder.AddKeptPassword("redis")).RunAsGarnet();

    var sandbox = builder.AddProject<Projects.Sandbox>("sandbox")
        .RunAsProgram()
        .WithHttpEndpoint(options.SandboxPort, isProxied: false)
        .WithHttpHealthCheck("/health/ready")
        .WithSandboxApps(options)
        .WithBooksLink()
        .WithFaultCommands();

    var migrations = builder.AddProject<Projects.Silo>("migrations")
        .RunAsProgram("migrate")
        .WithProductSettings(options)
        .WithReference(admin)
        .WithReference(ledger)
        .WaitFor(admin)
        .WithResetCommand();

    var silos = builder.AddProject<Projects.Silo>("silo")
        .RunAsProgram()
        .WithReplicas(options.Silos)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health/ready")
        .WithOrleansEndpoints()
        .WithProductSettings(options)
        .WithReference(ledger)
        .WithReference(redis)
        .WaitFor(redis)
        .WaitFor(sandbox)
        .WaitForCompletion(migrations)
        .WithKillCommand();

    var api = builder.AddProject<Projects.Api>("api")
        .RunAsProgram()
        .WithHttpEndpoint(options.ApiPort, isProxied: false)
        .WithHttpHealthCheck("/health/ready")
        .WithProductSettings(options)
        .WithPlatformKey(options)
        .WithReference(ledger)
        .WithReference(redis)
        .WaitFor(redis)
        .WaitFor(sandbox)
        .WaitForCompletion(migrations)
        .WithApiLinks();

    return await LedgerHost.RunAsync(builder.Build(), options, silos.Resource);
}
catch (StartException failure)
{
    await Console.Error.WriteLineAsync($"{Environment.NewLine}OrleansLedger is not running. {failure.Message}");
    return 1;
}
