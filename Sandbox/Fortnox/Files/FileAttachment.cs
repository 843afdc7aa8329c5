using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>A file that goes with an invoice.</summary>
/// <param name="EntityType"><c>F</c>, an invoice; offers and orders are not simulated.</param>
/// <param name="FileId">The file's id in the archive, not the one of the inbox.</param>
/// <param name="IncludeOnSend">Whether the customer gets it with the invoice.</param>
internal sealed record FileAttachment(string Id, int EntityId, string EntityType, string FileId, bool IncludeOnSend)
{
    public const string OfInvoice = "F";

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["entityId"] = EntityId,
        ["entityType"] = EntityType,
        ["fileId"] = FileId,
        ["includeOnSend"] = IncludeOnSend,
    };
}
