namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Companies as a fresh sandbox has them, and the stuff new ones are made of.</summary>
internal static class CompanySeed
{
    /// <summary>As in a new Fortnox company: only A is open to entries by hand.</summary>
    private static readonly (string Code, string Description)[] Series =
    [
        ("A", "Redovisning"), ("B", "Kundfakturor"), ("C", "Inbetalningar från kunder"), ("D", "Leverantörsfakturor"), ("E", "Utbetalningar till leverantörer"),
    ];

    public static IEnumerable<FortnoxCompany> All()
    {
        var years = new[] { Year(3, 2025), Year(4, 2026) };
        yield return Company("1047315", "Norrsken Handel AB", "556912-4471", new CompanyAddress("Storgatan 14", "903 26", "Umeå", "SE", "Sverige", "ekonomi@norrsken.example", "090-555 01 20"), years, selected: 4);

        // Somebody looked at last year's books in Fortnox and left it selected: calls without ?financialyear go there.
        yield return Company("1182904", "Västkustens Bageri AB", "559104-8823", new CompanyAddress("Kajvägen 3", "451 40", "Uddevalla", "SE", "Sverige", "kontor@vkbageri.example", "0522-555 03 41"), [Year(11, 2025), Year(12, 2026)], selected: 11);
    }

    public static FortnoxCompany Company(string databaseNumber, string name, string organisationNumber, CompanyAddress address, IEnumerable<FinancialYear> years, int selected) => new()
    {
        Id = databaseNumber,
        Name = name,
        BaseCurrency = "SEK",
        Country = "SE",
        OrganisationNumber = organisationNumber,
        Address = address,
        FinancialYears = [.. years],
        SelectedFinancialYear = selected,
        Currencies = Currencies(),
        PredefinedVoucherSeries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ANL"] = "A", ["CASHINVOICE"] = "B", ["INVOICE"] = "B", ["INVOICEACCRUAL"] = "A", ["INVOICEPAYMENT"] = "C",
            ["SALARY"] = "A", ["SUPPLIERINVOICE"] = "D", ["SUPPLIERINVOICEPAYMENT"] = "E", ["VAT"] = "A",
        },
    };

    public static FinancialYear Year(int id, int calendarYear) => Year(id, new DateOnly(calendarYear, 1, 1), new DateOnly(calendarYear, 12, 31));

    public static FinancialYear Year(int id, DateOnly from, DateOnly to) => new()
    {
        Id = id,
        From = from,
        To = to,
        AccountingMethod = "ACCRUAL",
        AccountChart = BasChart.Name,
        Accounts = BasChart.Create(),
        Series = new SortedDictionary<string, VoucherSeries>(
            Series.ToDictionary(series => series.Code, series => new VoucherSeries { Code = series.Code, Description = series.Description, Manual = series.Code == "A" }),
            StringComparer.Ordinal),
    };

    private static List<Currency> Currencies()
    {
        var on = new DateOnly(2026, 1, 2);
        return
        [
            new("DKK", "Danska kronor", 1.4653m, 1.4653m, 1, on, IsAutomatic: true),
            new("EUR", "Euro", 10.9410m, 10.9410m, 1, on, IsAutomatic: true),
            new("GBP", "Brittiska pund", 12.5320m, 12.5320m, 1, on, IsAutomatic: true),
            new("JPY", "Japanska yen", 5.9180m, 5.9180m, 100, on, IsAutomatic: true),
            new("NOK", "Norska kronor", 0.9265m, 0.9265m, 1, on, IsAutomatic: true),
            new("SEK", "Svenska kronor", 1, 1, 1, on, IsAutomatic: false),
            new("USD", "US-dollar", 9.2870m, 9.2870m, 1, on, IsAutomatic: true),
        ];
    }
}
