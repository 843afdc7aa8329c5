using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>A note, a file, or both, linked to any number of entities.</summary>
internal sealed class AttachableType() : EntityType("Attachable", EntityOperations.All, new Shape(
    "Attachable",
    [
        .. Entity,
        Text("FileName", 1000), Computed(Text("FileAccessUri")), Computed(Text("TempDownloadUri")), Computed(Number("Size")), Text("ContentType", 100),
        Choice("Category", "Contact Photo", "Document", "Image", "Receipt", "Signature", "Sound", "Other"), Text("Lat", 100), Text("Long", 100), Text("PlaceName", 2000), Text("Note", 2000), Text("Tag", 2000),
        Computed(Text("ThumbnailFileAccessUri")), Computed(Text("ThumbnailTempDownloadUri")),
        Parts("AttachableRef", new Shape("AttachableRef", [Reference("EntityRef"), Text("LineInfo"), Flag("IncludeOnSend"), Flag("NoRefOnly"), Flag("Inactive"), .. Others("CustomField", "AttachableRefEx")])),
        .. Others("AttachableEx", "documentId"),
    ]))
{
    private static readonly string[] Targets =
    [
        "Invoice", "Payment", "CreditMemo", "Purchase", "Deposit", "Transfer", "JournalEntry", "Bill", "BillPayment", "VendorCredit", "Estimate", "SalesReceipt", "RefundReceipt", "PurchaseOrder", "Customer", "Vendor", "Item",
    ];

    public override IReadOnlyList<string> Queryable { get; } =
    [
        "FileName", "Note", "Size", "Category", "ContentType", "PlaceName", "Tag", "Lat", "Long", "AttachableRef.EntityRef.Type", "AttachableRef.EntityRef.value", "AttachableRef.IncludeOnSend", "AttachableRef.LineInfo",
    ];

    public override void Complete(Draft draft)
    {
        var attachable = draft.Entity;
        if (attachable.Text("Note") is null && attachable.Text("FileName") is null) draft.Refuse(Refusals.Missing("Note"));
        foreach (var link in attachable.Parts("AttachableRef")) CheckLink(draft, link);
    }

    private static void CheckLink(Draft draft, JsonObject link)
    {
        if (link.Part("EntityRef") is not { } reference) return;
        draft.Require(reference, "type");
        draft.Require(reference, "value");
        if (draft.IsRefused) return;
        var (kind, id) = (reference.Text("type")!, reference.Text("value")!);
        var known = Targets.FirstOrDefault(target => string.Equals(target, kind, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            draft.Refuse(Refusals.InvalidAttachmentEntity(kind));
            return;
        }

        if (draft.Company.Find(known, id) is null) draft.Refuse(Refusals.UnknownReference(known, id));
        reference["type"] = known;
        link["IncludeOnSend"] ??= false;
    }
}
