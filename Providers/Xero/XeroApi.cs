using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>Xero's endpoints: wire types in, wire types or a failure out. <c>tenantId</c> is Xero's name for the organisation.</summary>
internal sealed class XeroApi(XeroOptions options, TimeProvider time)
{
    /// <summary>The most Xero gives in one page.</summary>
    public const int PageSize = 1000;

    /// <summary>Longer query strings are refused by proxies; Xero states no limit of its own.</summary>
    public const int LongestQuery = 1800;

    public Task<Answer<XeroWire.Organisations>> OrganisationAsync(IProviderCalls calls, string tenantId, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, "Organisation", "read organisation", XeroJson.Default.Organisations, cancellationToken);

    public Task<Answer<XeroWire.Currencies>> CurrenciesAsync(IProviderCalls calls, string tenantId, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, "Currencies", "read currencies", XeroJson.Default.Currencies, cancellationToken);

    public Task<Answer<XeroWire.Accounts>> AccountsAsync(IProviderCalls calls, string tenantId, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, "Accounts", "read accounts", XeroJson.Default.Accounts, cancellationToken);

    public Task<Answer<XeroWire.TaxRates>> TaxRatesAsync(IProviderCalls calls, string tenantId, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, "TaxRates", "read tax rates", XeroJson.Default.TaxRates, cancellationToken);

    /// <summary>Contacts whose name is one of those in the filter, archived ones included.</summary>
    public Task<Answer<XeroWire.Contacts>> ContactsByFilterAsync(IProviderCalls calls, string tenantId, string where, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, $"Contacts?where={Uri.EscapeDataString(where)}&includeArchived=true&page=1&pageSize={PageSize}", "find contacts", XeroJson.Default.Contacts, cancellationToken);

    /// <summary>Contacts that have the term somewhere, archived ones included.</summary>
    public Task<Answer<XeroWire.Contacts>> ContactsByTermAsync(IProviderCalls calls, string tenantId, string term, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, $"Contacts?searchTerm={Uri.EscapeDataString(term)}&includeArchived=true&page=1&pageSize={PageSize}", "search contacts", XeroJson.Default.Contacts, cancellationToken);

    /// <summary>One contact, of any status.</summary>
    public Task<Answer<XeroWire.Contacts>> ContactAsync(IProviderCalls calls, string tenantId, Guid id, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, $"Contacts/{id}", "read contact", XeroJson.Default.Contacts, cancellationToken);

    /// <summary>Creates only: a name that is taken is an error of that element, never a change of the contact that has it.</summary>
    public Task<Answer<XeroWire.Contacts>> CreateContactsAsync(IProviderCalls calls, string tenantId, XeroWire.Contacts contacts, CancellationToken cancellationToken) =>
        SendAsync(calls, Json(HttpMethod.Put, tenantId, "Contacts?summarizeErrors=false", "create contacts", JsonSerializer.Serialize(contacts, XeroJson.Default.Contacts)), XeroJson.Default.Contacts, cancellationToken);

    public Task<CallAnswer> WriteTransactionsAsync(IProviderCalls calls, string tenantId, PreparedWrite write, CancellationToken cancellationToken)
    {
        var request = Json(new HttpMethod(write.Method), tenantId, write.Path, write.Operation, write.Body);
        return calls.SendAsync(request with { Headers = [.. request.Headers, new("Idempotency-Key", write.IdempotencyKey)] }, cancellationToken);
    }

    public Task<Answer<XeroWire.BankTransactions>> TransactionsAsync(IProviderCalls calls, string tenantId, string where, int page, CancellationToken cancellationToken) =>
        GetAsync(
            calls,
            tenantId,
            $"BankTransactions?where={Uri.EscapeDataString(where)}&order=BankTransactionID&page={page}&pageSize={PageSize}&unitdp=4",
            "list bank transactions",
            XeroJson.Default.BankTransactions,
            cancellationToken);

    public Task<Answer<XeroWire.BankTransactions>> DeleteTransactionAsync(IProviderCalls calls, string tenantId, string id, CancellationToken cancellationToken)
    {
        var body = new XeroWire.BankTransactions { Items = [new XeroWire.BankTransaction { BankTransactionID = id, Status = XeroTranslation.Deleted }] };
        var request = Json(HttpMethod.Post, tenantId, "BankTransactions?summarizeErrors=false", "take back bank transaction", JsonSerializer.Serialize(body, XeroJson.Default.BankTransactions));
        return SendAsync(calls, request, XeroJson.Default.BankTransactions, cancellationToken);
    }

    public Task<Answer<XeroWire.Attachments>> AttachmentsAsync(IProviderCalls calls, string tenantId, string transactionId, CancellationToken cancellationToken) =>
        GetAsync(calls, tenantId, $"BankTransactions/{transactionId}/Attachments", "list attachments", XeroJson.Default.Attachments, cancellationToken);

    /// <summary>Puts the file there under its name; one of that name is replaced.</summary>
    public Task<Answer<XeroWire.Attachments>> PutAttachmentAsync(IProviderCalls calls, string tenantId, string transactionId, AttachmentFile file, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest(HttpMethod.Put, Endpoint($"BankTransactions/{transactionId}/Attachments/{Uri.EscapeDataString(file.FileName)}"))
        {
            Operation = "attach file",
            Headers = Headers(tenantId),
            Body = file.Content,
            ContentType = file.ContentType,
            Writes = true,
        };
        return SendAsync(calls, request, XeroJson.Default.Attachments, cancellationToken);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(string tenantId) =>
        [new("Xero-Tenant-Id", tenantId), new("Accept", "application/json")];

    private Task<Answer<T>> GetAsync<T>(IProviderCalls calls, string tenantId, string path, string operation, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(calls, ProviderRequest.Get(Endpoint(path), operation) with { Headers = Headers(tenantId) }, type, cancellationToken);

    private ProviderRequest Json(HttpMethod method, string tenantId, string path, string operation, string json) =>
        ProviderRequest.Json(method, Endpoint(path), operation, json) with { Headers = Headers(tenantId) };

    private async Task<Answer<T>> SendAsync<T>(IProviderCalls calls, ProviderRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await calls.SendAsync(request, cancellationToken);
        if (XeroFailures.Of(answer, request.Writes, time.GetUtcNow()) is { } failure)
        {
            return failure;
        }

        return XeroJson.Read(((CallAnswer.Answered)answer).Body, type) is { } value ? value : XeroFailures.Unreadable(request.Writes);
    }

    private Uri Endpoint(string path) => new(options.ApiRoot, path);
}
