namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>The two lock dates of an organisation; the end-of-year one is named first where both forbid.</summary>
internal static class XeroLockDates
{
    public static void Check(XeroCompany company, DateOnly date, List<string> errors)
    {
        if (company.EndOfYearLockDate is { } year && date <= year)
            errors.Add($"The document date cannot be before the end of year lock date, currently set at {year:dd MMM yyyy}");
        else if (company.PeriodLockDate is { } period && date <= period)
            errors.Add($"The document date cannot be before the period lock date, currently set at {period:dd MMM yyyy}");
    }
}
