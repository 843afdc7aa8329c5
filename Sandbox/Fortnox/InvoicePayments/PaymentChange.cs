using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.InvoicePayments;

/// <summary>A payment as it was sent: fields of the right type and length, nothing checked against the books yet. Absent fields are null.</summary>
internal sealed record PaymentChange
{
    public int? InvoiceNumber { get; private init; }
    public decimal? Amount { get; private init; }
    public decimal? AmountCurrency { get; private init; }
    public string? Currency { get; private init; }
    public decimal? CurrencyRate { get; private init; }
    public DateOnly? PaidOn { get; private init; }
    public string? ModeOfPayment { get; private init; }
    public int? Account { get; private init; }
    public Dictionary<string, string> Texts { get; private init; } = [];
    public IReadOnlyList<WriteOff>? WriteOffs { get; private init; }

    /// <returns>The change, or what is wrong with the fields.</returns>
    public static (PaymentChange? Change, FortnoxError? Wrong) Read(FieldReader fields, bool isNew)
    {
        var change = new PaymentChange
        {
            InvoiceNumber = fields.Integer("InvoiceNumber", required: isNew),
            Amount = fields.Amount("Amount"),
            AmountCurrency = fields.Amount("AmountCurrency"),
            Currency = fields.Text("Currency", 3),
            CurrencyRate = fields.Number("CurrencyRate"),
            PaidOn = fields.Date("PaymentDate"),
            ModeOfPayment = fields.Text("ModeOfPayment", 10),
            Account = fields.Integer("ModeOfPaymentAccount"),
            Texts = InvoicePayment.Fields.Read(fields),
        };
        var sent = fields.Objects("WriteOffs");
        if (fields.Finish() is { } wrong) return (null, wrong);
        if (sent is null) return (change, null);

        var writeOffs = new List<WriteOff>();
        foreach (var writeOff in sent)
        {
            var reader = new FieldReader(writeOff);
            writeOffs.Add(new WriteOff(reader.Integer("AccountNumber", required: true) ?? 0, reader.Amount("Amount", required: true) ?? 0, reader.Text("Description", 200) ?? ""));
            if (reader.Finish() is { } wrongHere) return (null, wrongHere);
        }

        return (change with { WriteOffs = writeOffs }, null);
    }
}
