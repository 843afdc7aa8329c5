using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Vouchers;

/// <summary>A voucher as it was sent: fields of the right type and length, nothing checked against the books yet.</summary>
internal sealed record VoucherDraft
{
    public string Series { get; init; } = "";
    public string Description { get; init; } = "";
    public DateOnly TransactionOn { get; init; }
    public string? Comments { get; init; }

    /// <summary><c>MANUAL</c>, or the kind of document a module of Fortnox posts it for; then <see cref="ReferenceNumber"/> is the document's.</summary>
    public string ReferenceType { get; init; } = Voucher.ByHand;

    public string ReferenceNumber { get; init; } = "";
    public string? CostCenter { get; init; }
    public string? Project { get; init; }
    public IReadOnlyList<VoucherDraftRow> Rows { get; init; } = [];

    /// <returns>The draft, or what is wrong with the fields.</returns>
    public static (VoucherDraft? Draft, FortnoxError? Wrong) Read(FieldReader fields)
    {
        var draft = new VoucherDraft
        {
            Description = fields.Text("Description", 200, required: true) ?? "",
            TransactionOn = fields.Date("TransactionDate", required: true) ?? default,
            Series = fields.Code("VoucherSeries", 10, required: true) ?? "",
            Comments = fields.Text("Comments", 1000),
            CostCenter = fields.Text("CostCenter", 6),
            Project = fields.Text("Project", 20),
        };
        var sent = fields.Objects("VoucherRows");
        if (fields.Finish() is { } wrong) return (null, wrong);

        var rows = new List<VoucherDraftRow>();
        foreach (var row in sent ?? [])
        {
            var reader = new FieldReader(row);
            rows.Add(new VoucherDraftRow(
                reader.Integer("Account", required: true) ?? 0,
                reader.Amount("Debit") ?? 0,
                reader.Amount("Credit") ?? 0,
                reader.Text("Description", 200),
                reader.Text("CostCenter", 6),
                reader.Text("Project", 20),
                reader.Text("TransactionInformation", 100),
                reader.Number("Quantity")));
            if (reader.Finish() is { } wrongRow) return (null, wrongRow);
        }

        return (draft with { Rows = rows }, null);
    }
}

internal sealed record VoucherDraftRow(int Account, decimal Debit, decimal Credit, string? Description, string? CostCenter, string? Project, string? TransactionInformation, decimal? Quantity)
{
    /// <summary>A positive amount is a debit, a negative one a credit.</summary>
    public static VoucherDraftRow Of(int account, decimal amount) => new(account, Math.Max(amount, 0), Math.Max(-amount, 0), null, null, null, null, null);
}
