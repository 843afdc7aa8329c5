using System.Text;
using System.Text.Json;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>QuickBooks' endpoints: requests out, wire types or failures in.</summary>
internal sealed class QuickBooksApi(QuickBooksOptions options, QuickBooksFailures failures)
{
    public const string BatchClass = "batch";

    private const int PageSize = 1000;

    /// <summary>More rows than any company has: a list that goes on after them is an answer that repeats itself.</summary>
    private const int MostRows = 2_000_000;

    private static readonly KeyValuePair<string, string>[] s_acceptJson = [KeyValuePair.Create("Accept", "application/json")];

    /// <summary>Reads <c>{"Name": {...}}</c> at a path and returns what is under the name.</summary>
    public async Task<Answer<T>> GetAsync<T>(
        IProviderCalls calls, string realmId, string path, string name, string operation, CancellationToken cancellationToken)
    {
        var request = ProviderRequest.Get(options.CompanyUri(realmId, QuickBooksOptions.Versioned(path)), operation) with { Headers = s_acceptJson };
        var answer = await SendAsync(calls, request, cancellationToken);
        return answer.Failure ?? Member<T>(answer.Value, name, writes: false);
    }

    /// <summary>Every row of an entity, page by page; <paramref name="where"/> without the word.</summary>
    public async Task<Answer<IReadOnlyList<T>>> QueryAsync<T>(
        IProviderCalls calls, string realmId, string entity, string? where, string operation, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        for (var start = 1; start <= MostRows; start += PageSize)
        {
            var text = $"select * from {entity}{(where is null ? "" : $" where {where}")} orderby Id startposition {start} maxresults {PageSize}";

            // Posted, not in the URL: fifty document numbers or ten names in another script are longer than a URL may safely be.
            var request = new ProviderRequest(HttpMethod.Post, options.CompanyUri(realmId, QuickBooksOptions.Versioned("query")))
            {
                Operation = operation,
                Headers = s_acceptJson,
                Body = Encoding.UTF8.GetBytes(text),
                ContentType = "application/text",
            };
            var answer = await SendAsync(calls, request, cancellationToken);
            if (answer.Failure is { } failure)
            {
                return failure;
            }

            var response = Member<JsonElement>(answer.Value, "QueryResponse", writes: false);
            if (response.Failure is { } unreadable)
            {
                return unreadable;
            }

            if (response.Value.ValueKind != JsonValueKind.Object)
            {
                return QuickBooksFailures.Unreadable(writes: false);
            }

            // No rows: the response has no member of the entity's name.
            var page = response.Value.TryGetProperty(entity, out var found) ? Rows<T>(found) : [];
            if (page is null)
            {
                return QuickBooksFailures.Unreadable(writes: false);
            }

            rows.AddRange(page);
            if (page.Count < PageSize)
            {
                return rows;
            }
        }

        return QuickBooksFailures.Unreadable(writes: false);
    }

    /// <summary>Posts a batch and returns its answers by batch id. An id without an answer is not in the dictionary.</summary>
    public async Task<Answer<IReadOnlyDictionary<string, WireBatchAnswer>>> BatchAsync(
        IProviderCalls calls, string realmId, string path, string body, string operation, CancellationToken cancellationToken)
    {
        var request = ProviderRequest.Json(HttpMethod.Post, options.CompanyUri(realmId, path), operation, body)
            with { Headers = s_acceptJson, QuotaClass = BatchClass };
        var answer = await SendAsync(calls, request, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        var items = Member<IReadOnlyList<WireBatchAnswer>>(answer.Value, "BatchItemResponse", writes: true);
        return items.Failure is { } unreadable
            ? unreadable
            : items.Value.Where(item => item.BatchId is not null)
                .GroupBy(item => item.BatchId!, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    /// <summary>Uploads one file and returns what is said of its part, which may be a fault inside a 200.</summary>
    public async Task<Answer<WireAttachableAnswer>> UploadAsync(
        IProviderCalls calls, string realmId, QuickBooksUpload upload, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest(
            HttpMethod.Post, options.CompanyUri(realmId, QuickBooksOptions.Versioned($"upload?requestid={upload.RequestId}")))
        {
            Operation = "upload attachment",
            Headers = s_acceptJson,
            Body = upload.Body(),
            ContentType = upload.ContentType,
            Writes = true,
        };
        var answer = await SendAsync(calls, request, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        var parts = Member<IReadOnlyList<WireAttachableAnswer>>(answer.Value, "AttachableResponse", writes: true);
        return parts switch
        {
            { Failure: { } unreadable } => unreadable,
            { Value: [{ Fault: not null } part, ..] } => part,
            { Value: [{ Attachable.Id: not null } part, ..] } => part,
            _ => QuickBooksFailures.Unreadable(writes: true),
        };
    }

    /// <summary>Deletes an entity; the body is the object, or what of it identifies it.</summary>
    public async Task<ProviderFailure?> DeleteAsync(
        IProviderCalls calls, string realmId, string entity, string body, CancellationToken cancellationToken)
    {
        var path = QuickBooksOptions.Versioned($"{entity}?operation=delete");
        var request = ProviderRequest.Json(HttpMethod.Post, options.CompanyUri(realmId, path), $"delete {entity}", body) with { Headers = s_acceptJson };
        return (await SendAsync(calls, request, cancellationToken)).Failure;
    }

    private async Task<Answer<JsonElement>> SendAsync(IProviderCalls calls, ProviderRequest request, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(request, cancellationToken);
        if (failures.Of(answer, request.Writes) is { } failure)
        {
            return failure;
        }

        try
        {
            return JsonElement.Parse(((CallAnswer.Answered)answer).JsonBytes.Span);
        }
        catch (JsonException)
        {
            return QuickBooksFailures.Unreadable(request.Writes);
        }
    }

    private static Answer<T> Member<T>(JsonElement root, string name, bool writes)
    {
        try
        {
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) && QuickBooksJson.Read<T>(member) is { } value
                ? value
                : QuickBooksFailures.Unreadable(writes);
        }
        catch (JsonException)
        {
            return QuickBooksFailures.Unreadable(writes);
        }
    }

    private static List<T>? Rows<T>(JsonElement array)
    {
        try
        {
            return QuickBooksJson.Read<List<T>>(array);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
