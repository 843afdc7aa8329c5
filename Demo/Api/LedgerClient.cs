using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Mappings;

namespace OrleansLedger.Demo.Api;

/// <summary>A tenant and the client that holds its key.</summary>
internal sealed record LedgerTenant(string Name, GraphQLClient Api);

/// <summary>A connection with the chart of accounts and the tax codes of its company.</summary>
internal sealed record LedgerChart(string ConnectionId, IReadOnlyList<RemoteAccount> Accounts, IReadOnlyList<RemoteTaxCode> TaxCodes);

/// <summary>The requests that the demo sends to the product's API, as any client with an API key may.</summary>
/// <param name="platformKey">Key of the platform role, which creates tenants.</param>
internal sealed class LedgerClient(HttpClient http, Uri endpoint, string platformKey, TimeProvider time)
{
    private const int TransactionsPerCall = 500;
    private const int MappingsPerCall = 20;
    private const int UploadsAtOnce = 4;
    private const string Problems = "errors { ... on Error { code message } }";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_chartWithin = TimeSpan.FromSeconds(60);

    public async Task<LedgerTenant> CreateTenantAsync(string name, CancellationToken cancellationToken)
    {
        var platform = new GraphQLClient(http, endpoint, platformKey);
        var data = await platform.SendAsync(
            $$"""mutation ($input: CreateTenantInput!) { createTenant(input: $input) { adminKey {{Problems}} } }""", new { input = new { name } }, cancellationToken);
        return new LedgerTenant(name, new GraphQLClient(http, endpoint, data.GetProperty("createTenant").GetProperty("adminKey").GetString()!));
    }

    /// <summary>Starts a connection and returns the address of the provider's consent page.</summary>
    public async Task<Uri> BeginAuthorizationAsync(LedgerTenant tenant, string provider, CancellationToken cancellationToken)
    {
        var data = await tenant.Api.SendAsync(
            $$"""mutation ($input: BeginAuthorizationInput!) { beginAuthorization(input: $input) { authorizationUrl {{Problems}} } }""", new { input = new { provider } }, cancellationToken);
        return new Uri(data.GetProperty("beginAuthorization").GetProperty("authorizationUrl").GetString()!);
    }

    /// <summary>Waits until the new connection's accounts have been imported and returns them.</summary>
    /// <exception cref="DemoException">The connection failed, or has no accounts after a minute.</exception>
    public async Task<LedgerChart> ReadConnectionAsync(LedgerTenant tenant, string provider, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var connection = await FindConnectionAsync(tenant, provider, cancellationToken);
            var status = connection.GetProperty("status").GetString();
            if (status is not ("CONNECTING" or "ACTIVE"))
            {
                throw new DemoException($"The connection to {provider} is {status}: {connection.GetProperty("statusReason").GetString()}");
            }

            if (status == "ACTIVE" && connection.GetProperty("accounts").GetProperty("nodes").GetArrayLength() > 0)
            {
                return await ReadChartAsync(tenant, connection.GetProperty("id").GetString()!, cancellationToken);
            }

            if (time.GetElapsedTime(began) > s_chartWithin)
            {
                throw new DemoException($"The accounts of the new connection to {provider} were not imported within {s_chartWithin.TotalSeconds:0} s. The logs of the silos say why.");
            }

            await Task.Delay(s_lookEvery, time, cancellationToken);
        }
    }

    public async Task SaveSettingsAsync(LedgerTenant tenant, string connectionId, ConnectionSettings settings, IReadOnlyList<MappingRule> rules, CancellationToken cancellationToken)
    {
        await tenant.Api.SendAsync(
            $$"""mutation ($input: UpdateConnectionInput!) { updateConnection(input: $input) { {{Problems}} } }""",
            new
            {
                input = new
                {
                    connectionId,
                    settings.DefaultBankAccount,
                    settings.DefaultExpenseAccount,
                    settings.DefaultIncomeAccount,
                    settings.DefaultTaxCode,
                    settings.DefaultCounterparty,
                },
            },
            cancellationToken);
        foreach (var some in rules.Chunk(MappingsPerCall))
        {
            var fields = some.Select((rule, n) => MapField(connectionId, rule, n));
            await tenant.Api.SendAsync($"mutation {{ {string.Join(' ', fields)} }}", variables: null, cancellationToken);
        }
    }

    /// <summary>Sends transactions and their receipts.</summary>
    public async Task ImportAsync(LedgerTenant tenant, IReadOnlyList<DemoTransaction> transactions, CancellationToken cancellationToken)
    {
        foreach (var some in transactions.Chunk(TransactionsPerCall))
        {
            var data = await tenant.Api.SendAsync(
                $$"""
                mutation ($input: UpsertTransactionsInput!) {
                  upsertTransactions(input: $input) { results { sourceReference errors { ... on Error { code message } } } {{Problems}} }
                }
                """,
                new { input = new { transactions = some.Select(InputOf) } },
                cancellationToken);
            foreach (var result in data.GetProperty("upsertTransactions").GetProperty("results").EnumerateArray())
            {
                if (result.GetProperty("errors").GetArrayLength() > 0)
                {
                    throw new DemoException($"The API refused transaction {result.GetProperty("sourceReference")}: {result.GetProperty("errors")}");
                }
            }
        }

        await Parallel.ForEachAsync(
            transactions.SelectMany(transaction => transaction.Receipts),
            new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce, CancellationToken = cancellationToken },
            async (receipt, cancelled) => await tenant.Api.UploadAsync(
                $$"""mutation ($sourceReference: String!, $file: Upload!) { addAttachment(input: { sourceReference: $sourceReference, file: $file }) { {{Problems}} } }""",
                new JsonObject { ["sourceReference"] = receipt.Reference },
                (receipt.FileName, receipt.ContentType, receipt.Content()),
                cancelled));
    }

    /// <summary>Starts the export of all of the tenant's transactions.</summary>
    /// <returns>The job's id.</returns>
    public async Task<string> StartExportAsync(LedgerTenant tenant, string connectionId, CancellationToken cancellationToken)
    {
        var data = await tenant.Api.SendAsync(
            $$"""mutation ($input: ExportTransactionsInput!) { exportTransactions(input: $input) { job { id } {{Problems}} } }""", new { input = new { connectionId } }, cancellationToken);
        return data.GetProperty("exportTransactions").GetProperty("job").GetProperty("id").GetString()!;
    }

    public async Task<ExportProgress> ReadProgressAsync(LedgerTenant tenant, string jobId, CancellationToken cancellationToken)
    {
        var data = await tenant.Api.SendAsync(
            "query ($id: ID!) { job(id: $id) { status total waitingFor notBefore errorCode errorText progress { synced unchanged parked refused failed cancelled } } }",
            new { id = jobId },
            cancellationToken);
        var job = data.GetProperty("job");
        if (job.ValueKind == JsonValueKind.Null)
        {
            throw new DemoException($"The export job {jobId} does not exist any more.");
        }

        var progress = job.GetProperty("progress");
        var status = job.GetProperty("status").GetString();
        var finished = status is "COMPLETED" or "CANCELLED" or "DISCARDED";
        var (synced, refused, total) = (Count("synced") + Count("unchanged"), Count("refused"), job.GetProperty("total").GetInt32());
        return new ExportProgress(
            total,
            synced,
            refused,
            finished && synced + refused < total ? await ReadFailuresAsync(tenant, jobId, cancellationToken) : [],
            Count("parked") + Count("failed") + Count("cancelled"),
            finished,
            status is "CANCELLED" or "DISCARDED" ? $"{job.GetProperty("errorText")} ({job.GetProperty("errorCode")})" : null,
            job.GetProperty("notBefore").GetString() is { } until ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : null,
            job.GetProperty("waitingFor").GetString());

        int Count(string outcome) => progress.GetProperty(outcome).GetInt32();
    }

    /// <summary>Reads under which reference each document was entered in the books, by source reference.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadEntryKeysAsync(LedgerTenant tenant, string connectionId, CancellationToken cancellationToken)
    {
        var records = await tenant.Api.ReadAllAsync(
            """
            query ($connectionId: ID, $after: String) {
              syncRecords(first: 500, after: $after, filter: { connectionId: $connectionId }) { nodes { sourceReference entry entryKey } pageInfo { hasNextPage endCursor } }
            }
            """,
            after => new { connectionId, after },
            data => data.GetProperty("syncRecords"),
            cancellationToken);
        // A document that was never changed has one entry.
        return records.Where(record => record.GetProperty("entry").GetInt32() == 1)
            .ToDictionary(record => record.GetProperty("sourceReference").GetString()!, record => record.GetProperty("entryKey").GetString()!, StringComparer.Ordinal);
    }

    private static async Task<JsonElement> FindConnectionAsync(LedgerTenant tenant, string provider, CancellationToken cancellationToken)
    {
        var data = await tenant.Api.SendAsync(
            "query ($provider: String!) { connections(filter: { providers: [$provider] }) { nodes { id status statusReason accounts(first: 1) { nodes { id } } } } }", new { provider }, cancellationToken);
        var found = data.GetProperty("connections").GetProperty("nodes");
        return found.GetArrayLength() > 0 ? found[0] : throw new DemoException($"The consent made no connection to {provider}. The log of the API says why.");
    }

    private static async Task<LedgerChart> ReadChartAsync(LedgerTenant tenant, string connectionId, CancellationToken cancellationToken)
    {
        var accounts = await tenant.Api.ReadAllAsync(
            """
            query ($id: ID!, $after: String) {
              connection(id: $id) { accounts(first: 500, after: $after) { nodes { remoteId code name kind type currency active } pageInfo { hasNextPage endCursor } } }
            }
            """,
            after => new { id = connectionId, after },
            data => data.GetProperty("connection").GetProperty("accounts"),
            cancellationToken);
        var taxCodes = await tenant.Api.ReadAllAsync(
            """
            query ($id: ID!, $after: String) {
              connection(id: $id) { taxCodes(first: 500, after: $after) { nodes { remoteId name rate active } pageInfo { hasNextPage endCursor } } }
            }
            """,
            after => new { id = connectionId, after },
            data => data.GetProperty("connection").GetProperty("taxCodes"),
            cancellationToken);
        return new LedgerChart(connectionId, [.. accounts.Select(AccountOf)], [.. taxCodes.Select(TaxCodeOf)]);
    }

    private static RemoteAccount AccountOf(JsonElement account) => new(
        account.GetProperty("remoteId").GetString()!,
        account.GetProperty("code").GetString(),
        account.GetProperty("name").GetString()!,
        Enum.Parse<AccountKind>(account.GetProperty("kind").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        account.GetProperty("type").GetString()!,
        account.GetProperty("currency").GetString(),
        account.GetProperty("active").GetBoolean());

    private static RemoteTaxCode TaxCodeOf(JsonElement code) => new(
        code.GetProperty("remoteId").GetString()!,
        code.GetProperty("name").GetString()!,
        code.GetProperty("rate") is { ValueKind: JsonValueKind.Number } rate ? rate.GetDecimal() : null,
        code.GetProperty("active").GetBoolean());

    private static object InputOf(DemoTransaction of)
    {
        var transaction = of.Transaction;
        return new
        {
            transaction.SourceReference,
            TransactedOn = transaction.TransactedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            transaction.Description,
            transaction.Amount.Amount,
            transaction.Amount.Currency,
            transaction.Counterparty,
            transaction.Category,
            transaction.BankAccount,
            transaction.TaxCode,
            Status = transaction.Status.ToString().ToUpperInvariant(),
            Rates = transaction.Rates.Select(pair => new { Currency = pair.Key, Rate = pair.Value }),
        };
    }

    private static string MapField(string connectionId, MappingRule rule, int number)
    {
        var (field, key, remote) = rule.Kind switch
        {
            MappingKind.Category => ("mapCategory", "category", "accountRemoteId"),
            MappingKind.BankAccount => ("mapBankAccount", "bankAccount", "accountRemoteId"),
            MappingKind.TaxCode => ("mapTaxCode", "taxCode", "taxCodeRemoteId"),
            var other => throw new NotSupportedException($"The demo has no mutation for mappings of {other}."),
        };
        return $$"""m{{number}}: {{field}}(input: { connectionId: {{Quoted(connectionId)}}, {{key}}: {{Quoted(rule.Key)}}, {{remote}}: {{Quoted(rule.RemoteId)}} }) { {{Problems}} }""";
    }

    /// <summary>Writes a text as a GraphQL string, which has JSON's escapes.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static async Task<IReadOnlyList<string>> ReadFailuresAsync(LedgerTenant tenant, string jobId, CancellationToken cancellationToken)
    {
        var results = await tenant.Api.ReadAllAsync(
            """
            query ($id: ID!, $after: String) {
              job(id: $id) { results(first: 500, after: $after, filter: { outcomes: [PARKED, FAILED, CANCELLED] }) { nodes { sourceReference outcome detail } pageInfo { hasNextPage endCursor } } }
            }
            """,
            after => new { id = jobId, after },
            data => data.GetProperty("job").GetProperty("results"),
            cancellationToken);
        return [.. results.Select(result =>
            $"{result.GetProperty("sourceReference").GetString()} was not exported ({result.GetProperty("outcome").GetString()!.ToLowerInvariant()}): {result.GetProperty("detail").GetString()}")];
    }
}
