using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Customers;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>Makes an invoice of what was sent, of what was there before, of the customer, the articles and the company's defaults.</summary>
internal static class InvoiceEditor
{
    /// <param name="before">Null for a new invoice.</param>
    /// <returns>The invoice, not yet kept, or why there can be none.</returns>
    public static (Invoice? Invoice, FortnoxError? Wrong) Edit(FortnoxCall call, int number, Invoice? before, InvoiceChange change)
    {
        var company = call.Company;
        var customerNumber = change.CustomerNumber ?? before!.CustomerNumber;
        if (company.Customer(customerNumber) is not { } customer) return (null, FortnoxError.Rule($"Kan inte hitta kunden ({customerNumber})."));
        if (!customer.IsActive && before is null) return (null, FortnoxError.Rule($"Kunden är inte aktiv ({customerNumber})."));

        var invoicedOn = change.InvoicedOn ?? before?.InvoicedOn ?? call.Today;
        if (company.YearOf(invoicedOn) is not { } year) return (null, FortnoxError.Rule($"Räkenskapsår saknas för valt datum ({FortnoxValue.Date(invoicedOn)})."));
        if (company.IsLocked(invoicedOn)) return (null, FortnoxError.PeriodLocked(company.Name, company.LockedUntil!.Value));

        var terms = change.TermsOfPayment is { Length: > 0 } sent ? sent : before?.TermsOfPayment ?? customer.TermsOfPayment;
        if (TermsOfPayment.DaysOf(terms) is not { } days) return (null, FortnoxError.Rule($"Betalningsvillkoret {terms} finns inte."));
        var dueOn = change.DueOn ?? (before is null || change.InvoicedOn is not null || change.TermsOfPayment is not null ? invoicedOn.AddDays(days) : before.DueOn);

        var code = change.Currency is { Length: > 0 } named ? named : before?.Currency ?? customer.Currency;
        if (company.Currency(code) is not { } currency) return (null, FortnoxError.Rule($"Valutan {code} finns inte."));
        var kept = before?.Currency == code ? before : null;
        var rate = change.CurrencyRate ?? kept?.CurrencyRate ?? currency.SellRate;
        var unit = change.CurrencyUnit ?? kept?.CurrencyUnit ?? currency.Unit;
        if (rate <= 0 || unit <= 0 || (code == company.BaseCurrency && rate != unit)) return (null, FortnoxError.Rule($"Ogiltig valutakurs för {code}."));

        var (rows, wrong) = Rows(company, year, customer, before, change);
        if (rows is null) return (null, wrong);
        return (new Invoice
        {
            Number = number,
            CustomerNumber = customer.Number,
            VatType = customer.VatType,
            InvoicedOn = invoicedOn,
            DueOn = dueOn,
            Currency = code,
            CurrencyRate = rate,
            CurrencyUnit = unit,
            TermsOfPayment = terms,
            Ocr = change.Ocr is { Length: > 0 } ocr ? ocr : before?.Ocr ?? OcrOf(number),
            Type = change.Type ?? before?.Type ?? "INVOICE",
            Language = change.Language ?? before?.Language ?? "SV",
            VatIncluded = change.VatIncluded ?? before?.VatIncluded ?? false,
            IsSent = before?.IsSent ?? false,
            NotCompleted = change.NotCompleted ?? before?.NotCompleted ?? false,
            EuQuarterlyReport = change.EuQuarterlyReport ?? before?.EuQuarterlyReport ?? false,
            Texts = TextFields.Merge(before?.CustomerNumber == customer.Number ? before.Texts : TextsOf(customer), change.Texts),
            Rows = rows,
            CreditOf = before?.CreditOf,
            ModifiedAt = call.Now,
        }, null);
    }

    /// <summary>Texts and references alone, which a booked invoice still takes.</summary>
    public static Invoice EditTexts(FortnoxCall call, Invoice before, InvoiceChange change) => before with
    {
        DueOn = change.DueOn ?? before.DueOn,
        Ocr = change.Ocr ?? before.Ocr,
        Language = change.Language ?? before.Language,
        NotCompleted = change.NotCompleted ?? before.NotCompleted,
        EuQuarterlyReport = change.EuQuarterlyReport ?? before.EuQuarterlyReport,
        Texts = TextFields.Merge(before.Texts, change.Texts),
        ModifiedAt = call.Now,
    };

    private static Dictionary<string, string> TextsOf(Customer customer)
    {
        var texts = customer.Texts.Where(pair => Invoice.Fields.Has(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        texts["CustomerName"] = customer.Name;
        texts["Country"] = Countries.NameOf(customer.CountryCode) ?? "";
        return texts;
    }

    /// <summary>
    /// What is sent is the new list: rows not named in it are gone. A row with a <c>RowId</c> keeps what it leaves out from the row of that id, a row without
    /// from the one at the same place.
    /// </summary>
    private static (List<InvoiceRow>? Rows, FortnoxError? Wrong) Rows(FortnoxCompany company, FinancialYear year, Customer customer, Invoice? before, InvoiceChange change)
    {
        var old = before?.Rows ?? [];
        // Sent or kept, a row must fit the customer and the year the invoice has now.
        var wanted = change.Rows ?? [.. old.Select(row => new InvoiceRowChange(row.Id, null, null, null, null, null, null, null, null, null))];
        var nextId = old.Count == 0 ? 1 : old.Max(row => row.Id) + 1;
        var rows = new List<InvoiceRow>();
        foreach (var (place, sent) in wanted.Index())
        {
            var previous = sent.Id is { } id ? old.Find(row => row.Id == id) : old.ElementAtOrDefault(place);
            if (sent.Id is not null && previous is null) return (null, FortnoxError.Rule($"Fakturaraden {sent.Id} finns inte."));
            if (previous is not null && rows.Exists(row => row.Id == previous.Id))
            {
                if (sent.Id is not null) return (null, FortnoxError.Rule($"Fakturaraden {sent.Id} finns två gånger."));
                previous = null;
            }

            var (row, wrong) = Row(company, year, customer, previous?.Id ?? nextId++, previous, sent);
            if (row is null) return (null, wrong);
            rows.Add(row);
        }

        return (rows, null);
    }

    private static (InvoiceRow? Row, FortnoxError? Wrong) Row(FortnoxCompany company, FinancialYear year, Customer customer, int id, InvoiceRow? before, InvoiceRowChange sent)
    {
        var articleNumber = sent.ArticleNumber ?? before?.ArticleNumber;
        if (articleNumber is { Length: 0 }) articleNumber = null;
        var article = articleNumber is null ? null : company.Article(articleNumber);
        if (articleNumber is not null && article is null) return (null, FortnoxError.Rule($"Kan inte hitta artikeln ({articleNumber})."));

        var percent = sent.Vat ?? before?.Vat ?? article?.Vat ?? 25;
        if (!VatRates.IsActive(percent)) return (null, VatRates.NotActive(percent));
        if (!VatRates.IsCharged(customer.VatType)) percent = 0;

        var account = sent.AccountNumber ?? before?.AccountNumber ?? article?.SalesAccount ?? customer.SalesAccount ?? VatRates.SalesAccount(customer.VatType, percent);
        if (!year.Accounts.TryGetValue(account, out var found)) return (null, FortnoxError.RowAccountNotFound(account));
        if (!found.Active) return (null, FortnoxError.Rule($"Konto {account} är inte aktivt."));

        var discount = sent.Discount ?? before?.Discount ?? 0;
        var discountType = sent.DiscountType ?? before?.DiscountType ?? InvoiceRow.Percent;
        if (discount < 0 || (discountType == InvoiceRow.Percent && discount > 100)) return (null, FortnoxError.Rule(string.Create(CultureInfo.InvariantCulture, $"Ogiltig rabatt ({discount}).")));
        return (new InvoiceRow(
            id,
            account,
            articleNumber,
            sent.Description ?? before?.Description ?? article?.Description ?? "",
            sent.Quantity ?? before?.Quantity ?? 0,
            sent.Price ?? before?.Price ?? 0,
            discount,
            discountType,
            percent,
            sent.Unit ?? before?.Unit ?? article?.Texts.GetValueOrDefault("Unit") ?? ""), null);
    }

    /// <summary>The number, a digit for the length and a check digit: what a payment slip carries.</summary>
    public static string OcrOf(int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        digits += (digits.Length + 2) % 10;
        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[^(place + 1)] - '0';
            if (place % 2 == 0) digit *= 2;
            sum += (digit / 10) + (digit % 10);
        }

        return digits + ((10 - (sum % 10)) % 10);
    }
}
