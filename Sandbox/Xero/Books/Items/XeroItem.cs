namespace OrleansLedger.Sandbox.Xero.Books.Items;

/// <summary>A product or service with what lines that name it default to.</summary>
internal sealed class XeroItem
{
    public required Guid ItemId { get; init; }
    public required string Code { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public string? PurchaseDescription { get; init; }
    public bool IsSold { get; init; } = true;
    public bool IsPurchased { get; init; } = true;
    public XeroItemDetails? Sales { get; init; }
    public XeroItemDetails? Purchase { get; init; }

    /// <summary>With a cost account it makes the item tracked inventory.</summary>
    public string? InventoryAssetAccountCode { get; init; }
    public required DateTime UpdatedAt { get; init; }

    public bool IsTracked => InventoryAssetAccountCode is not null && Purchase?.CostAccountCode is not null;
}

/// <param name="CostAccountCode">Cost of goods sold; purchases of tracked items only.</param>
internal sealed record XeroItemDetails(decimal? UnitPrice, string? AccountCode, string? TaxType, string? CostAccountCode);
