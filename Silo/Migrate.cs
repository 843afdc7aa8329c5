using Npgsql;
using OrleansLedger.ServiceDefaults;
using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Logs;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Silo;

/// <summary>
/// <c>migrate</c>: brings the database up to date and exits. Needs <c>ConnectionStrings:ledger-admin</c>, the login of the tables' owner, which the silos and the API do not have. Waits while
/// the database is unavailable. Where <c>Encryption:Keys</c> is set, it also checks the keys.
/// </summary>
internal static partial class Migrate
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddLedgerLogging();
        var admin = ServiceDefaultsRegistration.Required(builder.Configuration, "ledger-admin", "Host=...;Username=postgres;Password=...;Database=ledger");
        var application = ServiceDefaultsRegistration.Required(builder.Configuration, "ledger", "Host=...;Username=ledger_app;Password=...;Database=ledger");
        var cipher = builder.Configuration.GetSection("Encryption:Keys").Exists() ? TokenCipher.FromConfiguration(builder.Configuration) : null;
        using var logging = builder.Build();
        var logger = logging.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrate).FullName!);
        using var database = new DatabaseAvailability(admin, TimeProvider.System, logger, "ConnectionStrings:ledger-admin");
        while (true)
        {
            await database.WaitAsync(CancellationToken.None);
            try
            {
                var migrator = new Migrator(admin, application);
                var applied = await migrator.MigrateAsync(CancellationToken.None);
                LogDone(logger, applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
                return cipher is null || await KeysFitAsync(cipher, admin, logger) ? 0 : LedgerProcess.InvalidSettings;
            }
            catch (Exception e) when (database.Report(e))
            {
                // Every step is a transaction of its own, and is skipped if it was done before: start over when the database is available again.
            }
        }
    }

    private static async Task<bool> KeysFitAsync(TokenCipher cipher, string admin, ILogger logger)
    {
        await using var dataSource = NpgsqlDataSource.Create(admin);
        if (await new EncryptionCheck(cipher, dataSource).FindErrorAsync(CancellationToken.None) is not { } error)
        {
            return true;
        }

        LogWrongKeys(logger, error);
        return false;
    }

    [LoggerMessage(LogLevel.Critical, "The process ends because it cannot work with these settings. {Error}")]
    private static partial void LogWrongKeys(ILogger logger, string error);

    [LoggerMessage(LogLevel.Information, "{Result}")]
    private static partial void LogDone(ILogger logger, string result);
}
