using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;

namespace OrleansLedger.Demo.Verification;

internal enum FindingKind
{
    /// <summary>It should stand there and does not.</summary>
    Missing,

    /// <summary>It stands there more often than it should, or should not stand there at all.</summary>
    Duplicated,

    /// <summary>It stands there once, but not as it should.</summary>
    Wrong,
}

/// <summary>One thing that is not as it should be. <paramref name="Text"/> is a sentence.</summary>
internal sealed record Finding(FindingKind Kind, string Text);

/// <summary>What the audit of one company's books came to.</summary>
/// <param name="Documents">Expected documents that stand in the books.</param>
/// <param name="Attachments">Expected files that stand on the right document, with the right bytes.</param>
internal sealed record AuditReport(string Connection, int Documents, int Attachments, IReadOnlyList<Finding> Findings)
{
    public int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);
}

/// <summary>Compares the books with what should stand there, in both directions.</summary>
internal static class Audit
{
    /// <summary>Providers keep rates with few digits, and some the inverse: equal to a thousandth of a per cent is equal. 1:1 never passes.</summary>
    private const decimal RateTolerance = 0.00001m;

    public static AuditReport Compare(Expectation expectation, IReadOnlyList<BookedDocument> books)
    {
        var findings = new List<Finding>();
        var booked = books.Where(document => document.EntryKey is not null).ToLookup(document => document.EntryKey!, StringComparer.Ordinal);
        var documents = 0;
        var attachments = 0;
        foreach (var expected in expectation.Documents)
        {
            var entries = booked[expected.EntryKey].ToList();
            if (entries.Count == 0)
            {
                findings.Add(new Finding(FindingKind.Missing, $"{expected.SourceReference} is not in the books."));
                findings.AddRange(expected.Files.Select(file => new Finding(FindingKind.Missing, $"{expected.SourceReference}: so its receipt '{file.Name}' is not either.")));
                continue;
            }

            documents++;
            findings.AddRange(entries.Skip(1).Select(again => new Finding(
                FindingKind.Duplicated, $"{expected.SourceReference} is in the books as {entries[0].Name} and again as {again.Name}.")));
            findings.AddRange(Differences(expected, entries[0], expectation.BaseCurrency).Select(text => new Finding(
                FindingKind.Wrong, $"{expected.SourceReference}, booked as {entries[0].Name}: {text}")));
            attachments += CompareFiles(expected, [.. entries.SelectMany(entry => entry.Files)], findings);
        }

        var known = expectation.Documents.Select(document => document.EntryKey).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(books.Where(document => document.EntryKey is null || !known.Contains(document.EntryKey)).Select(document => new Finding(
            FindingKind.Duplicated, $"{document.Name} of {document.DatedOn:yyyy-MM-dd} is in the books and belongs to no transaction that was to be exported.")));
        return new AuditReport(expectation.Connection, documents, attachments, findings);
    }

    private static IEnumerable<string> Differences(ExpectedDocument expected, BookedDocument booked, string baseCurrency)
    {
        if (booked.DatedOn != expected.TransactedOn)
        {
            yield return $"it is dated {booked.DatedOn:yyyy-MM-dd} instead of {expected.TransactedOn:yyyy-MM-dd}.";
        }

        if (booked.Amount is { } amount && amount != expected.Amount)
        {
            yield return $"the amount is {amount} instead of {expected.Amount}.";
        }

        var rate = expected.Rate ?? 1;
        if (booked.Rate is { } bookedRate && Math.Abs((bookedRate / rate) - 1) > RateTolerance)
        {
            yield return $"the rate is {bookedRate} {baseCurrency} for one {expected.Amount.Currency} instead of {rate}.";
        }

        var inBase = new Money(decimal.Round(expected.Amount.Amount * rate, Currency.Decimals(baseCurrency), MidpointRounding.AwayFromZero), baseCurrency);
        if (booked.BaseAmount is { } baseAmount && baseAmount != inBase)
        {
            yield return $"the amount is {baseAmount} instead of {inBase} ({expected.Amount} at {rate}).";
        }

        if (booked is { Amount: null, BaseAmount: null })
        {
            yield return "it has no amount.";
        }

        if (booked is { Amount: not null, Rate: null } && expected.Rate is not null)
        {
            yield return $"it has no rate from {expected.Amount.Currency} to {baseCurrency}.";
        }

        if (!Is(expected.BankAccount, booked.BankAccount))
        {
            yield return $"the bank account is {Shown(booked.BankAccount)} instead of {expected.BankAccount.Display}.";
        }

        if (!Is(expected.PostingAccount, booked.PostingAccount))
        {
            yield return $"it is posted to {Shown(booked.PostingAccount)} instead of {expected.PostingAccount.Display}.";
        }
    }

    private static int CompareFiles(ExpectedDocument expected, List<BookedFile> booked, List<Finding> findings)
    {
        var absent = new List<ExpectedFile>();
        var found = 0;
        foreach (var file in expected.Files)
        {
            var at = booked.FindIndex(candidate => candidate.Sha256 == file.Sha256);
            if (at < 0)
            {
                absent.Add(file);
                continue;
            }

            found++;
            booked.RemoveAt(at);
            foreach (var again in booked.Where(candidate => candidate.Sha256 == file.Sha256).ToList())
            {
                findings.Add(new Finding(FindingKind.Duplicated, $"{expected.SourceReference}: the receipt '{file.Name}' is there again as '{again.Name}'."));
                booked.Remove(again);
            }
        }

        // A file too few and one too many: the same file with other bytes.
        foreach (var (file, other) in absent.Zip(booked))
        {
            findings.Add(new Finding(FindingKind.Wrong, $"{expected.SourceReference}: the receipt '{file.Name}' has other bytes as '{other.Name}'."));
        }

        findings.AddRange(absent.Skip(booked.Count).Select(file => new Finding(
            FindingKind.Missing, $"{expected.SourceReference}: the receipt '{file.Name}' is not on it.")));
        findings.AddRange(booked.Skip(absent.Count).Select(file => new Finding(
            FindingKind.Duplicated, $"{expected.SourceReference}: the file '{file.Name}' is on it and does not belong there.")));
        return found;
    }

    private static bool Is(RemoteAccount expected, IReadOnlyList<string> names) =>
        names.Contains(expected.RemoteId, StringComparer.OrdinalIgnoreCase) || (expected.Code is { } code && names.Contains(code, StringComparer.Ordinal));

    private static string Shown(IReadOnlyList<string> names) => names.Count == 0 ? "no account" : string.Join('/', names);
}
