using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Bench.Pages;

/// <summary>One way to ask for sync records: a filter, an order, and places in the list to go on from.</summary>
internal sealed class PageKind
{
    /// <summary>What a list of records in a dashboard shows.</summary>
    public const string Query =
        """
        query Page($first: Int!, $after: String, $filter: SyncRecordFilterInput, $orderBy: SyncRecordOrderInput) {
          syncRecords(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
            nodes {
              id entityType state revision remoteId remoteNumber errorCode errorText syncedAt updatedAt
              document { ... on BankTransaction { sourceReference amount currency description transactedOn status } }
              connection { id provider status company { name } }
            }
            pageInfo { endCursor hasNextPage }
          }
        }
        """;

    private readonly string? _filter;
    private readonly string? _orderBy;
    private readonly IReadOnlyList<string> _cursors;

    /// <param name="name">For the table.</param>
    /// <param name="filter">JSON of the variable, or null.</param>
    /// <param name="orderBy">JSON of the variable, or null.</param>
    /// <param name="cursors">Places in the list, anywhere in it.</param>
    public PageKind(string name, string? filter, string? orderBy, IReadOnlyList<string> cursors)
    {
        (Name, _filter, _orderBy, _cursors) = (name, filter, orderBy, cursors);
    }

    public string Name { get; }

    /// <summary>The body of a request for a page: one in five is the list's first, the others begin anywhere.</summary>
    public byte[] Body(int size, Random random)
    {
        const int FirstOneIn = 5;
        return Body(size, random.Next(FirstOneIn) == 0 ? null : _cursors[random.Next(_cursors.Count)]);
    }

    private byte[] Body(int size, string? after) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["query"] = Query,
        ["variables"] = new JsonObject { ["first"] = size, ["after"] = after, ["filter"] = Json(_filter), ["orderBy"] = Json(_orderBy) },
    });

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);
}
