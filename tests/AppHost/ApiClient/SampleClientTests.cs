using System.Net.Http;
using System.Text.Json.Nodes;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Demo.Verification;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.ApiClient;

/// <summary>
/// The promise of the API: a client with graphql-request and graphql-ws from npm, HTTP and the README takes a tenant from nothing to books that are
/// in step. The books are read through the provider's own API by a reader that shares no code with the product.
/// </summary>
public sealed class SampleClientTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task With_HTTP_and_the_README_a_client_brings_500_transactions_with_receipts_into_the_books_and_watches()
    {
        await using var host = await AppHostProcess.StartAsync(["--data", Path.Combine(temporary.FullPath, "data"), "--quota-speed", "20"], program: AppHostProcess.DotNetRun);
        await host.IsReadyAsync(Cancelled);
        var (platformKey, sandbox) = await host.BannerAsync(Cancelled);
        var control = new SandboxControl(http, sandbox);
        var company = await control.CreateCompanyAsync("xero", "Harbour Cafe Ltd", new JsonObject { ["country"] = "GB", ["baseCurrency"] = "GBP" }, Cancelled);
        var other = await control.CreateCompanyAsync("xero", "Lantern Books Ltd", new JsonObject { ["country"] = "GB", ["baseCurrency"] = "GBP" }, Cancelled);

        var told = await SampleClient.RunAsync(host.Url, platformKey, company.Id, "--transactions", "500");
        var caught = await SampleClient.RunAsync(host.Url, platformKey, other.Id, "--transactions", "3", "--catch-redirect");

        SawItHappen(told, 500);
        await TheBooksAreAsToldAsync(told, company, control, sandbox);
        SawItHappen(caught, 3);
        await TheBooksAreAsToldAsync(caught, other, control, sandbox);
    }

    /// <summary>The subscription told how it went on, up to the end.</summary>
    private static void SawItHappen(JsonNode told, int count)
    {
        var states = told["states"]!.AsArray().Select(state => state!).ToList();
        states.Select(state => long.Parse(state["eventId"]!.GetValue<string>())).ShouldBeInOrder();
        states.Select(state => state["progress"]!["synced"]!.GetValue<int>()).ShouldBeInOrder();
        states[0]["status"]!.GetValue<string>().ShouldBe("AVAILABLE", "the subscription begins where the job does, also when it was opened later");
        states.Count(state => state["status"]!.GetValue<string>() == "COMPLETED").ShouldBe(1);
        states[^1]["status"]!.GetValue<string>().ShouldBe("COMPLETED");
        states[^1]["total"]!.GetValue<int>().ShouldBe(count);
        states[^1]["progress"]!.ToJsonString().ShouldBe($$"""{"open":0,"synced":{{count}},"parked":0,"failed":0}""");
        told["results"]!.AsArray().Count(result => result!["outcome"]!.GetValue<string>() == "SYNCED").ShouldBe(count);
        told["results"]!.AsArray().Select(result => result!["sourceReference"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count().ShouldBe(count);
    }

    private async Task TheBooksAreAsToldAsync(JsonNode told, SimulatedCompany company, SandboxControl control, Uri sandbox)
    {
        var counted = await control.ReadCallsAsync(company, Cancelled);
        counted.Refused429.ShouldBe(0);
        await control.LiftQuotasAsync(company, counted.Quotas.Select(quota => quota.Name).Distinct(StringComparer.Ordinal), Cancelled);
        var reader = ProviderReader.For(company, http, new Uri(sandbox, company.Provider));
        await reader.AuthorizeAsync(control, new ConsentBrowser(http), Cancelled);

        var booked = await reader.ReadAsync(Cancelled);

        told["records"]!.AsArray().Select(record => record!["state"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).ShouldBe(["SYNCED"]);
        told["records"]!.AsArray().Select(record => $"bank transaction {record!["remoteId"]}").ShouldBe(booked.Select(entry => entry.Name), ignoreOrder: true);
        var calls = told["log"]!.AsArray();
        calls.Count.ShouldBeGreaterThan(booked.Count, "a call for each receipt, and those that write transactions");
        calls.Select(call => call!["outcome"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).ShouldBe(["OK"]);

        var receipts = await SampleClient.ReceiptsAsync(told["transactions"]!);
        booked.Select(entry => new Booking(
                entry.DatedOn,
                entry.Amount!.Value.Amount,
                entry.Amount.Value.Currency,
                entry.BankAccount[0],
                entry.PostingAccount.Single(account => Guid.TryParse(account, out _)),
                string.Join(' ', entry.Files.Select(file => file.Sha256))))
            .ShouldBe(told["transactions"]!.AsArray().Select(sent => Expected(sent!, told["chosen"]!, receipts)), ignoreOrder: true);
    }

    private static Booking Expected(JsonNode sent, JsonNode chosen, IReadOnlyDictionary<string, string> receipts)
    {
        var amount = sent["amount"]!.GetValue<decimal>();
        var account = chosen[sent["category"]!.GetValue<string>()] ?? chosen[amount < 0 ? "expense" : "income"]!;
        return new Booking(
            DateOnly.Parse(sent["transactedOn"]!.GetValue<string>()),
            amount,
            sent["currency"]!.GetValue<string>(),
            chosen["bank"]!["remoteId"]!.GetValue<string>(),
            account["remoteId"]!.GetValue<string>(),
            receipts[sent["sourceReference"]!.GetValue<string>()]);
    }

    /// <summary>An entry as it is, or as it should be. <paramref name="Files"/> are their SHA-256.</summary>
    private sealed record Booking(DateOnly On, decimal Amount, string Currency, string BankAccount, string Account, string Files);
}
