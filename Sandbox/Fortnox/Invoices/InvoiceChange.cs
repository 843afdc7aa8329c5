using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>An invoice as it was sent: fields of the right type and length, nothing checked against the books yet. Absent fields are null.</summary>
internal sealed record InvoiceChange
{
    public int? Number { get; private init; }
    public string? CustomerNumber { get; private init; }
    public DateOnly? InvoicedOn { get; private init; }
    public DateOnly? DueOn { get; private init; }
    public string? Currency { get; private init; }
    public decimal? CurrencyRate { get; private init; }
    public decimal? CurrencyUnit { get; private init; }
    public string? TermsOfPayment { get; private init; }
    public string? Ocr { get; private init; }
    public string? Type { get; private init; }
    public string? Language { get; private init; }
    public bool? VatIncluded { get; private init; }
    public bool? NotCompleted { get; private init; }
    public bool? EuQuarterlyReport { get; private init; }
    public Dictionary<string, string> Texts { get; private init; } = [];

    /// <summary>The rows from now on; null leaves them.</summary>
    public IReadOnlyList<InvoiceRowChange>? Rows { get; private init; }

    /// <summary>What was asked for that this simulator does not have.</summary>
    private string? NotHere { get; init; }

    /// <summary>Whether it touches what a booked invoice has in the books. Sending again what is there already does not.</summary>
    public bool TouchesBooks(Invoice before) => Rows is not null
        || (CustomerNumber ?? before.CustomerNumber) != before.CustomerNumber
        || (InvoicedOn ?? before.InvoicedOn) != before.InvoicedOn
        || (Currency ?? before.Currency) != before.Currency
        || (CurrencyRate ?? before.CurrencyRate) != before.CurrencyRate
        || (CurrencyUnit ?? before.CurrencyUnit) != before.CurrencyUnit
        || (Type ?? before.Type) != before.Type
        || (VatIncluded ?? before.VatIncluded) != before.VatIncluded;

    /// <returns>The change, or what is wrong with the fields.</returns>
    public static (InvoiceChange? Change, FortnoxError? Wrong) Read(FieldReader fields, bool isNew)
    {
        var change = new InvoiceChange
        {
            Number = fields.Integer("DocumentNumber"),
            CustomerNumber = fields.Text("CustomerNumber", 1024, required: isNew),
            InvoicedOn = fields.Date("InvoiceDate"),
            DueOn = fields.Date("DueDate"),
            Currency = fields.Text("Currency", 3),
            CurrencyRate = fields.Number("CurrencyRate"),
            CurrencyUnit = fields.Number("CurrencyUnit"),
            TermsOfPayment = fields.Text("TermsOfPayment", 30),
            Ocr = fields.Text("OCR", 50),
            Type = fields.Choice("InvoiceType", "INVOICE", "AGREEMENTINVOICE", "INTRESTINVOICE", "SUMMARYINVOICE", "CASHINVOICE"),
            Language = fields.Choice("Language", "SV", "EN"),
            VatIncluded = fields.Flag("VATIncluded"),
            NotCompleted = fields.Flag("NotCompleted"),
            EuQuarterlyReport = fields.Flag("EUQuarterlyReport"),
            Texts = Invoice.Fields.Read(fields),
            NotHere = WithoutSimulation(fields),
        };
        var sent = fields.Objects("InvoiceRows");
        if (fields.Finish() is { } wrong) return (null, wrong);
        if (change.NotHere is { } field) return (null, FortnoxError.Rule($"Fältet {field} stöds inte här."));
        if (sent is null) return (change, null);

        var rows = new List<InvoiceRowChange>();
        foreach (var row in sent)
        {
            var (read, wrongRow) = InvoiceRowChange.Read(new FieldReader(row));
            if (read is null) return (null, wrongRow);
            rows.Add(read);
        }

        return (change with { Rows = rows }, null);
    }

    /// <summary>Fees, tax reductions, projects and cost centres would change sums or books: refused rather than taken and forgotten.</summary>
    private static string? WithoutSimulation(FieldReader fields)
    {
        string? found = null;
        foreach (var fee in new[] { "AdministrationFee", "Freight" })
            if (fields.Number(fee) is not (null or 0)) found ??= fee;
        if (fields.Choice("TaxReductionType", "none", "rot", "rut", "green") is not (null or "none")) found ??= "TaxReductionType";
        foreach (var register in new[] { "CostCenter", "Project" })
            if (fields.Text(register, 20) is { Length: > 0 }) found ??= register;
        if (fields.Text("CreditInvoiceReference", 20) is not (null or "" or "0")) found ??= "CreditInvoiceReference";
        return found;
    }
}

/// <summary>A row as it was sent.</summary>
/// <param name="Id">The row it changes; null: the one at the same place.</param>
internal sealed record InvoiceRowChange(int? Id, int? AccountNumber, string? ArticleNumber, string? Description, decimal? Quantity, decimal? Price, decimal? Discount, string? DiscountType, int? Vat, string? Unit)
{
    public static (InvoiceRowChange? Row, FortnoxError? Wrong) Read(FieldReader fields)
    {
        var row = new InvoiceRowChange(
            fields.Integer("RowId"),
            fields.Integer("AccountNumber"),
            fields.Text("ArticleNumber", 50),
            fields.Text("Description", 255),
            fields.Number("DeliveredQuantity"),
            fields.Number("Price"),
            fields.Number("Discount"),
            fields.Choice("DiscountType", InvoiceRow.Amount, InvoiceRow.Percent),
            fields.Integer("VAT"),
            fields.Text("Unit", 15));
        var notHere = fields.Flag("HouseWork") == true ? "HouseWork" : fields.Text("CostCenter", 20) is { Length: > 0 } ? "CostCenter" : null;
        if (fields.Text("Project", 20) is { Length: > 0 }) notHere ??= "Project";
        return fields.Finish() is { } wrong ? (null, wrong) : notHere is null ? (row, null) : (null, FortnoxError.Rule($"Fältet {notHere} stöds inte här."));
    }
}
