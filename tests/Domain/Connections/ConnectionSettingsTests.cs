using System.Text.Json;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Domain.Tests.Connections;

public sealed class ConnectionSettingsTests
{
    [Fact]
    public void Settings_stored_before_there_were_more_mean_what_they_meant()
    {
        var settings = JsonSerializer.Deserialize<ConnectionSettings>("""{"Frequency":2,"DefaultBankAccount":"1930","ExportAttachments":false}""").ShouldNotBeNull();

        settings.ShouldBe(new ConnectionSettings { Frequency = SyncFrequency.Hourly, DefaultBankAccount = "1930", ExportAttachments = false });
        (settings.SyncBankTransactions, settings.SyncAccounts, settings.ConvertToBaseCurrency, settings.LineDetail).ShouldBe((true, true, false, LineDetail.Description));
    }
}
