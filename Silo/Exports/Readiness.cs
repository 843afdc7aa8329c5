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
    private readonly MappingTable _mappings = new(rules);

    /// <summary>The contact's name for a document, where the provider keeps contacts; null where nobody can be named.</summary>
    public string? ContactName(BankTransaction document) =>
        provider is IKeepsContacts contacts && (document.Counterparty ?? settings.DefaultCounterparty) is { } counterparty ? contacts.ContactName(counterparty) : null;

    /// <summary>Everything that keeps the document from being sent; with none, the entry.</summary>
    /// <param name="existing">The entry it would change in place; null where it would make one. The entry's contact is still to be named.</param>
    public (TransactionEntry? Entry, IReadOnlyList<ReadinessProblem> Problems) Check(BankTransaction document, string entryKey, RemoteEntry? existing, IEnumerable<Attachment> attachments)
    {
        var problems = new List<ReadinessProblem>();
        var (booked, original, rate, unbookable) = InCurrencyOfUse(document);
        var defaults = new List<DefaultedValue>();
        var bank = BankAccount(booked, problems, defaults);
        var posting = PostingAccount(booked, problems, defaults);
        var tax = TaxCode(booked, problems, defaults);
        if (unbookable is not null)
        {
            problems.Add(unbookable);
        }

        if (provider is IKeepsContacts { ContactsAreRequired: true } && ContactName(document) is null)
        {
            problems.Add(new("no_contact", $"{_name} needs to know who was paid or who paid. Give the transaction a counterparty, or the connection a defaultCounterparty with updateConnection.", TransactionFields.Counterparty));
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
            Defaults = defaults,
        };
        if (provider is IWritesTransactions writer)
        {
            problems.AddRange(writer.Check(company, entry).Select(p => p with { Field = TransactionFields.Of(p.Field) }));
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

        void Refuse(Attachment attachment, string code, string text) => unfit.Add(new UnfitFile(attachment, new ReadinessProblem(code, text, TransactionFields.Attachments)));
    }

    private RemoteAccount? BankAccount(BankTransaction document, List<ReadinessProblem> problems, List<DefaultedValue> defaults)
    {
        if (document.BankAccount is { } key)
        {
            if (_mappings.Find(MappingKind.BankAccount, key) is { } mapped)
            {
                return Usable(mapped, $"The account that bank account '{key}' is mapped to", TransactionFields.BankAccount, problems);
            }

            if (!settings.UseDefaultsForUnmapped)
            {
                problems.Add(NotMapped(
                    "bank_account_not_mapped",
                    $"Bank account '{key}' is not mapped to a bank account of {_name}. Map it with mapBankAccount",
                    TransactionFields.BankAccount));
                return null;
            }
        }

        // An account in the transaction's own currency before the default in another.
        var own = accounts.FirstOrDefault(a => a is { Active: true, Kind: AccountKind.Bank } && string.Equals(a.Currency, document.Amount.Currency, StringComparison.Ordinal));
        var fallback = settings.DefaultBankAccount is { } id ? _accounts.GetValueOrDefault(id) : null;
        if (own is not null && (fallback?.Currency ?? company.BaseCurrency) != document.Amount.Currency)
        {
            return Defaulted(own, TransactionFields.BankAccount, document.BankAccount, "bank account", defaults);
        }

        if (settings.DefaultBankAccount is not null)
        {
            var usable = Usable(settings.DefaultBankAccount, "The default bank account", TransactionFields.BankAccount, problems);
            return Defaulted(usable, TransactionFields.BankAccount, document.BankAccount, "bank account", defaults);
        }

        problems.Add(new(
            "no_bank_account",
            document.BankAccount is null
                ? "The transaction names no bank account and the connection has no default one. "
                    + "Give it a bank account that is mapped, or set defaultBankAccount with updateConnection."
                : $"Bank account '{document.BankAccount}' is not mapped to a bank account of {_name} and the connection has no default one. "
                    + "Map it with mapBankAccount, or set defaultBankAccount with updateConnection.",
            TransactionFields.BankAccount));
        return null;
    }

    private RemoteAccount? PostingAccount(BankTransaction document, List<ReadinessProblem> problems, List<DefaultedValue> defaults)
    {
        if (document.Category is { } category)
        {
            if (_mappings.Find(MappingKind.Category, category) is { } mapped)
            {
                return Usable(mapped, $"The account that category '{category}' is mapped to", TransactionFields.Category, problems);
            }

            if (!settings.UseDefaultsForUnmapped)
            {
                problems.Add(NotMapped(
                    "category_not_mapped", $"Category '{category}' is not mapped to an account of {_name}. Map it with mapCategory", TransactionFields.Category));
                return null;
            }
        }

        var (fallback, name, setting) = document.Amount.Amount < 0
            ? (settings.DefaultExpenseAccount, "expense account", "defaultExpenseAccount")
            : (settings.DefaultIncomeAccount, "income account", "defaultIncomeAccount");
        if (fallback is not null)
        {
            var usable = Usable(fallback, $"The default {name}", TransactionFields.Category, problems);
            return Defaulted(usable, TransactionFields.Category, document.Category, name, defaults);
        }

        problems.Add(new(
            "no_account",
            document.Category is null
                ? $"The transaction has no category and the connection has no default {name}. Give it a category that is mapped, or set {setting} with updateConnection."
                : $"Category '{document.Category}' is not mapped to an account of {_name} and the connection has no default {name}. "
                    + $"Map it with mapCategory, or set {setting} with updateConnection.",
            TransactionFields.Category));
        return null;
    }

    private static ReadinessProblem NotMapped(string code, string text, string field) =>
        new(code, $"{text}, or set useDefaultsForUnmapped with updateConnection to export such transactions with the defaults.", field);

    /// <summary>Notes that a default replaces a value that is not mapped; a default for a value that is missing is no news.</summary>
    private static RemoteAccount? Defaulted(RemoteAccount? account, string field, string? value, string name, List<DefaultedValue> defaults)
    {
        if (account is not null && value is not null)
        {
            defaults.Add(new DefaultedValue(field, value, $"{name} {account.Display}"));
        }

        return account;
    }

    private RemoteAccount? Usable(string remoteId, string which, string field, List<ReadinessProblem> problems)
    {
        if (_accounts.GetValueOrDefault(remoteId) is { Active: true } account)
        {
            return account;
        }

        problems.Add(new("account_gone", $"{which} ({remoteId}) is archived or deleted at {_name}. Run refreshAccounts, then choose another account.", field));
        return null;
    }

    private RemoteTaxCode? TaxCode(BankTransaction document, List<ReadinessProblem> problems, List<DefaultedValue> defaults)
    {
        if (provider is not IReadsTaxCodes)
        {
            return null;
        }

        var mapped = document.TaxCode is { } key ? _mappings.Find(MappingKind.TaxCode, key) : null;
        if (document.TaxCode is not null && mapped is null && (!settings.UseDefaultsForUnmapped || settings.DefaultTaxCode is null))
        {
            problems.Add(settings.UseDefaultsForUnmapped
                ? new(
                    "tax_code_not_mapped",
                    $"Tax code '{document.TaxCode}' is not mapped to one of {_name} and the connection has no default one. "
                        + "Map it with mapTaxCode, or set defaultTaxCode with updateConnection.",
                    TransactionFields.TaxCode)
                : NotMapped("tax_code_not_mapped", $"Tax code '{document.TaxCode}' is not mapped to one of {_name}. Map it with mapTaxCode", TransactionFields.TaxCode));
            return null;
        }

        if ((mapped ?? settings.DefaultTaxCode) is not { } remoteId)
        {
            return null;
        }

        if (_taxCodes.GetValueOrDefault(remoteId) is not { Active: true } code)
        {
            problems.Add(new(
                "tax_code_gone",
                mapped is null
                    ? $"The default tax code ({remoteId}) is no longer in use at {_name}. Run refreshTaxCodes, then set another defaultTaxCode with updateConnection."
                    : $"The tax code that '{document.TaxCode}' is mapped to ({remoteId}) is no longer in use at {_name}. Run refreshTaxCodes, then map it again with mapTaxCode.",
                TransactionFields.TaxCode));
            return null;
        }

        if (mapped is null && document.TaxCode is { } unmapped)
        {
            defaults.Add(new DefaultedValue(TransactionFields.TaxCode, unmapped, $"tax code {code.Name}"));
        }

        return code;
    }

    /// <summary>The document in a currency that the company uses, with the rate to the base currency where that is another; or why that cannot be.</summary>
    private (BankTransaction Document, OriginalAmount? Original, decimal? Rate, ReadinessProblem? Problem) InCurrencyOfUse(BankTransaction document)
    {
        var (amount, currency) = document.Amount;
        var inUse = company.Currencies is not { } currencies || currencies.Contains(currency, StringComparer.Ordinal);
        if (!inUse && !settings.ConvertToBaseCurrency)
        {
            return Not("currency_not_enabled", $"{company.Name} does not use {currency} at {_name}. {AddCurrency(currency)}", TransactionFields.Currency);
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
                TransactionFields.Rates);
        }

        // Asked before anything is multiplied: what overflows would end the turn, and the next one, and with it everything else of the connection.
        if (rate > 1 && Math.Abs(amount) > TransactionRules.LargestAmount / rate)
        {
            return Not("rate_too_large", $"{document.Amount.Display} at {rate:0.############} is more {company.BaseCurrency} than any books hold. Correct the transaction's rate for {company.BaseCurrency}.", TransactionFields.Rates);
        }

        if (inUse)
        {
            return (document, null, rate, null);
        }

        var converted = new Money(decimal.Round(amount * rate, Currency.Decimals(company.BaseCurrency), MidpointRounding.AwayFromZero), company.BaseCurrency);
        return converted.Amount == 0
            ? Not(
                "amount_rounds_to_zero",
                $"{document.Amount.Display} at {rate:0.############} is nothing in {company.BaseCurrency}, and {company.Name} does not use {currency} at {_name}. {AddCurrency(currency)} Or exclude the transaction.",
                TransactionFields.Amount)
            : (document with { Amount = converted }, new OriginalAmount(document.Amount, rate), null, null);

        (BankTransaction, OriginalAmount?, decimal?, ReadinessProblem?) Not(string code, string text, string field) => (document, null, null, new ReadinessProblem(code, text, field));
    }

    private string AddCurrency(string currency) => $"Add {currency} at {_name}, then run refreshAccounts.";

    private void CheckDate(BankTransaction document, List<ReadinessProblem> problems)
    {
        if (company.LockedThrough is { } locked && document.TransactedOn <= locked)
        {
            problems.Add(new(
                "period_locked", $"{company.Name} is locked up to {locked:yyyy-MM-dd} at {_name}; the transaction is dated {document.TransactedOn:yyyy-MM-dd}. Unlock the period there, or change the date.", TransactionFields.TransactedOn));
        }

        if (company.FinancialYears is { } years && !years.Any(y => y.Contains(document.TransactedOn)))
        {
            problems.Add(new("no_financial_year", $"{company.Name} has no financial year for {document.TransactedOn:yyyy-MM-dd} at {_name}. Create it there, then run refreshAccounts.", TransactionFields.TransactedOn));
        }
    }
}
