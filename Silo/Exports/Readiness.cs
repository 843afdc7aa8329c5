using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Silo.Exports;

/// <summary>A file that is not sent, and why.</summary>
internal sealed record UnfitFile(Attachment File, ReadinessProblem Problem);

/// <summary>
/// Resolves a document's accounts, tax code, contact name and rate for one company, or names what is missing. Pure: everything it needs is given.
/// </summary>
internal sealed class Readiness(
    IProvider provider, Company company, ConnectionSettings settings, IReadOnlyList<RemoteAccount> accounts, IReadOnlyList<RemoteTaxCode> taxCodes, IReadOnlyList<MappingRule> rules)
{
    private readonly string _name = provider.Manifest.DisplayName;
    private readonly Dictionary<string, RemoteAccount> _accounts = accounts.ToDictionary(a => a.RemoteId, StringComparer.Ordinal);
    private readonly Dictionary<string, RemoteTaxCode> _taxCodes = taxCodes.ToDictionary(t => t.RemoteId, StringComparer.Ordinal);
    private readonly Dictionary<(MappingKind Kind, string Key), string> _rules = rules.ToDictionary(r => (r.Kind, r.Key), r => r.RemoteId);

    /// <summary>The contact's name for a document, where the provider keeps contacts; null where nobody can be named.</summary>
    public string? ContactName(BankTransaction document) =>
        provider is IKeepsContacts contacts && (document.Counterparty ?? settings.DefaultCounterparty) is { } counterparty ? contacts.ContactName(counterparty) : null;

    /// <summary>Everything that keeps the document from being sent; with none, the entry.</summary>
    /// <param name="existing">The entry it would change in place; null where it would make one. The entry's contact is still to be named.</param>
    public (TransactionEntry? Entry, IReadOnlyList<ReadinessProblem> Problems) Check(BankTransaction document, string entryKey, RemoteEntry? existing, IEnumerable<Attachment> attachments)
    {
        var problems = new List<ReadinessProblem>();
        var (booked, original, rate, unbookable) = InCurrencyOfUse(document);
        var bank = BankAccount(booked, problems);
        var posting = PostingAccount(booked, problems);
        var tax = TaxCode(booked, problems);
        if (unbookable is not null)
        {
            problems.Add(unbookable);
        }

        if (provider is IKeepsContacts { ContactsAreRequired: true } && ContactName(document) is null)
        {
            problems.Add(new("no_contact", $"{_name} needs to know who was paid or who paid. Give the transaction a counterparty, or the connection a default one.", "counterparty"));
        }

        CheckDate(document, problems);
        problems.AddRange(UnfitFiles(attachments).Select(f => f.Problem));
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var entry = new TransactionEntry
        {
            EntryKey = entryKey,
            Document = booked,
            BankAccount = bank!,
            PostingAccount = posting!,
            TaxCode = tax,
            ExchangeRate = rate,
            Original = original,
            LineDetail = settings.LineDetail,
            Existing = existing,
        };
        if (provider is IWritesTransactions writer)
        {
            problems.AddRange(writer.Check(company, entry));
        }

        return (problems.Count == 0 ? entry : null, problems);
    }

    /// <summary>The files that the provider does not take, each with the reason.</summary>
    public IReadOnlyList<UnfitFile> UnfitFiles(IEnumerable<Attachment> attachments)
    {
        if (!settings.ExportAttachments || provider is not IWritesAttachments { AttachmentRules: { } accepted })
        {
            return [];
        }

        var unfit = new List<UnfitFile>();
        var files = attachments.ToList();
        foreach (var attachment in files)
        {
            if (attachment.Size > accepted.MaxBytes)
            {
                Refuse(
                    attachment,
                    "attachment_too_large",
                    $"{attachment.FileName} has {attachment.Size / 1048576.0m:0.0} MB; {_name} takes {accepted.MaxBytes / 1048576} MB. Replace it with a smaller file.");
            }

            var extension = Path.GetExtension(attachment.FileName).TrimStart('.').ToLowerInvariant();
            if (!accepted.Extensions.Contains(extension, StringComparer.Ordinal))
            {
                Refuse(
                    attachment,
                    "attachment_type_refused",
                    $"{_name} does not take '{extension}' files such as {attachment.FileName}. Use one of: {string.Join(", ", accepted.Extensions)}.");
            }
        }

        if (accepted.MaxPerDocument is { } most)
        {
            foreach (var attachment in files.Skip(most))
            {
                Refuse(attachment, "too_many_attachments", $"The transaction has {files.Count} files; {_name} takes {most} on one document. Remove some.");
            }
        }

        return unfit;

        void Refuse(Attachment attachment, string code, string text) => unfit.Add(new UnfitFile(attachment, new ReadinessProblem(code, text, "attachments")));
    }

    private RemoteAccount? BankAccount(BankTransaction document, List<ReadinessProblem> problems)
    {
        if (document.BankAccount is { } key && _rules.TryGetValue((MappingKind.BankAccount, key), out var mapped))
        {
            return Usable(mapped, $"bank account '{key}'", problems);
        }

        // An account in the transaction's own currency before the default in another.
        var own = accounts.FirstOrDefault(a => a is { Active: true, Kind: AccountKind.Bank } && string.Equals(a.Currency, document.Amount.Currency, StringComparison.Ordinal));
        var fallback = settings.DefaultBankAccount is { } id ? _accounts.GetValueOrDefault(id) : null;
        if (own is not null && (fallback?.Currency ?? company.BaseCurrency) != document.Amount.Currency)
        {
            return own;
        }

        if (settings.DefaultBankAccount is not null)
        {
            return Usable(settings.DefaultBankAccount, "the default bank account", problems);
        }

        problems.Add(new(
            "no_bank_account",
            $"No bank account at {_name} is mapped to '{document.BankAccount}' and the connection has no default. Map it, or set the connection's default bank account.",
            "bank_account"));
        return null;
    }

    private RemoteAccount? PostingAccount(BankTransaction document, List<ReadinessProblem> problems)
    {
        if (document.Category is { } category && _rules.TryGetValue((MappingKind.Category, category), out var mapped))
        {
            return Usable(mapped, $"category '{category}'", problems);
        }

        var (fallback, setting) = document.Amount.Amount < 0 ? (settings.DefaultExpenseAccount, "default expense account") : (settings.DefaultIncomeAccount, "default income account");
        if (fallback is not null)
        {
            return Usable(fallback, $"the {setting}", problems);
        }

        problems.Add(new(
            "no_account",
            document.Category is null
                ? $"The transaction has no category and the connection no {setting}. Give it a category that is mapped, or set the {setting}."
                : $"Category '{document.Category}' is not mapped to an account of {_name} and the connection has no {setting}. Map the category, or set the {setting}.",
            "category"));
        return null;
    }

    private RemoteAccount? Usable(string remoteId, string what, List<ReadinessProblem> problems)
    {
        if (_accounts.GetValueOrDefault(remoteId) is { Active: true } account)
        {
            return account;
        }

        problems.Add(new("account_gone", $"The account that {what} is mapped to ({remoteId}) is archived or gone at {_name}. Refresh the accounts and choose another.", "category"));
        return null;
    }

    private RemoteTaxCode? TaxCode(BankTransaction document, List<ReadinessProblem> problems)
    {
        if (provider is not IReadsTaxCodes)
        {
            return null;
        }

        var remoteId = document.TaxCode is { } key && _rules.TryGetValue((MappingKind.TaxCode, key), out var mapped) ? mapped : settings.DefaultTaxCode;
        if (remoteId is null)
        {
            if (document.TaxCode is not null)
            {
                problems.Add(new("tax_code_not_mapped", $"Tax code '{document.TaxCode}' is not mapped to one of {_name}. Map it, or set the connection's default tax code.", "tax_code"));
            }

            return null;
        }

        if (_taxCodes.GetValueOrDefault(remoteId) is { Active: true } code)
        {
            return code;
        }

        problems.Add(new("tax_code_gone", $"The tax code '{remoteId}' is not in use at {_name} any more. Refresh the tax codes and map '{document.TaxCode}' again.", "tax_code"));
        return null;
    }

    /// <summary>The document in a currency that the company uses, with the rate to the base currency where that is another; or why that cannot be.</summary>
    private (BankTransaction Document, OriginalAmount? Original, decimal? Rate, ReadinessProblem? Problem) InCurrencyOfUse(BankTransaction document)
    {
        var (amount, currency) = document.Amount;
        var inUse = company.Currencies is not { } currencies || currencies.Contains(currency, StringComparer.Ordinal);
        if (!inUse && !settings.ConvertToBaseCurrency)
        {
            return Not("currency_not_enabled", $"{company.Name} does not use {currency} at {_name}. Add the currency there and refresh the connection.", "currency");
        }

        if (string.Equals(currency, company.BaseCurrency, StringComparison.Ordinal))
        {
            return (document, null, null, null);
        }

        if (!document.Rates.TryGetValue(company.BaseCurrency, out var rate) || rate <= 0)
        {
            return Not(
                "no_rate",
                inUse
                    ? $"The transaction is in {currency}, the books of {company.Name} in {company.BaseCurrency}, and no rate is given. Add {company.BaseCurrency} to the transaction's rates."
                    : $"{company.Name} does not use {currency} at {_name}, and no rate is given to enter the amount in {company.BaseCurrency}. Add to the transaction's rates how many {company.BaseCurrency} one {currency} was worth.",
                "rates");
        }

        // Asked before anything is multiplied: what overflows would end the turn, and the next one, and with it everything else of the connection.
        if (rate > 1 && Math.Abs(amount) > TransactionRules.LargestAmount / rate)
        {
            return Not("rate_too_large", $"{document.Amount.Display} at {rate:0.############} is more {company.BaseCurrency} than any books hold. Correct the transaction's rate for {company.BaseCurrency}.", "rates");
        }

        if (inUse)
        {
            return (document, null, rate, null);
        }

        var converted = new Money(decimal.Round(amount * rate, Currency.Decimals(company.BaseCurrency), MidpointRounding.AwayFromZero), company.BaseCurrency);
        return converted.Amount == 0
            ? Not(
                "amount_rounds_to_zero",
                $"{document.Amount.Display} at {rate:0.############} is nothing in {company.BaseCurrency}, and {company.Name} does not use {currency} at {_name}. Add the currency there and refresh the connection, or exclude the transaction.",
                "amount")
            : (document with { Amount = converted }, new OriginalAmount(document.Amount, rate), null, null);

        (BankTransaction, OriginalAmount?, decimal?, ReadinessProblem?) Not(string code, string text, string field) => (document, null, null, new ReadinessProblem(code, text, field));
    }

    private void CheckDate(BankTransaction document, List<ReadinessProblem> problems)
    {
        if (company.LockedThrough is { } locked && document.TransactedOn <= locked)
        {
            problems.Add(new(
                "period_locked", $"{company.Name} is locked up to {locked:yyyy-MM-dd} at {_name}; the transaction is dated {document.TransactedOn:yyyy-MM-dd}. Unlock the period there, or change the date.", "date"));
        }

        if (company.FinancialYears is { } years && !years.Any(y => y.Contains(document.TransactedOn)))
        {
            problems.Add(new("no_financial_year", $"{company.Name} has no financial year for {document.TransactedOn:yyyy-MM-dd} at {_name}. Create it there and refresh the connection.", "date"));
        }
    }
}
