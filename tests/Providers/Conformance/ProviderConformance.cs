using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>
/// What every provider must do, against its simulation over real HTTP. A provider's suite inherits this and answers the abstract members;
/// tests of a port the provider does not have report themselves skipped. <see cref="EveryProviderIsCovered"/> finds a provider without a suite.
/// </summary>
/// <typeparam name="TProvider">The provider's class: public, because a test class is.</typeparam>
public abstract partial class ProviderConformance<TProvider> : IAsyncLifetime
    where TProvider : class, IProvider
{
    private const string RedirectUri = "http://localhost:5080/oauth/callback";
    private readonly ConsentingUser _user = new();
    private readonly List<IDisposable> _opened = [];

    /// <summary>The provider's key in catalog, configuration and sandbox.</summary>
    protected abstract string Key { get; }

    /// <summary>A currency other than the company's in which it has a bank account, with two decimals.</summary>
    protected abstract string ForeignCurrency { get; }

    /// <summary>Regular expression for the path of the calls that write transactions, as the sandbox sees it.</summary>
    protected abstract string TransactionPath { get; }

    /// <summary>Regular expression for the path of the calls that write attachments.</summary>
    protected abstract string AttachmentPath { get; }

    /// <summary>The member <see cref="Spoil"/> breaks, as the adapter names it in <see cref="WriteOutcome.Rejected"/>.</summary>
    protected abstract string SpoiltField { get; }

    protected RunningSandbox Sandbox { get; private set; } = null!;

    protected TProvider Provider { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The day the samples are dated: inside any financial year and before no lock.</summary>
    protected virtual DateOnly Day => new(TimeProvider.System.GetUtcNow().Year, 1, 15);

    /// <summary>Adds the provider to the services, by its own registration.</summary>
    protected abstract void Register(IServiceCollection services, IConfiguration configuration);

    /// <summary>Body of the sandbox's <c>POST companies</c>: a company with accounts in its own and in <see cref="ForeignCurrency"/>.</summary>
    protected abstract object NewCompany(string name);

    /// <summary>The entry with one fault the provider finds only when it gets it.</summary>
    protected abstract TransactionEntry Spoil(TransactionEntry entry);

    /// <summary>The live transactions in the sandbox's books that carry an entry key, reversals included.</summary>
    protected abstract IReadOnlyList<BookedEntry> ReadBooks(JsonElement books);

    /// <summary>
    /// True where a consent gives tokens without a refresh token until the customer ends it at the provider: a dead refresh token loses nothing, and
    /// revoking it does not end the consent.
    /// </summary>
    protected virtual bool RenewsWithoutRefreshToken => false;

    /// <summary>A text as the books show it, where the provider refuses some of its characters.</summary>
    protected virtual string Shown(string text) => text;

    /// <summary>What the books should show for an entry; providers that book in the company's currency say so here.</summary>
    protected virtual Money Expected(Company company, TransactionEntry entry) => entry.Document.Amount;

    /// <summary>The bank account for amounts in a currency.</summary>
    protected virtual RemoteAccount BankAccount(RemoteSession session, string currency) =>
        session.Accounts.First(account => account.Kind == AccountKind.Bank && account.Active && (account.Currency ?? session.Company.BaseCurrency) == currency);

    protected virtual RemoteAccount PostingAccount(RemoteSession session, decimal amount) =>
        session.Accounts.First(account => account.Active && account.Kind == (amount < 0 ? AccountKind.Expense : AccountKind.Income));

    public virtual async ValueTask InitializeAsync()
    {
        Sandbox = await RunningSandbox.StartAsync();
        Provider = Build();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            opened.Dispose();
        }

        _user.Dispose();
        await Sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The provider as the product builds it, pointed at the sandbox, or at a proxy before it.</summary>
    protected TProvider Build(string? clientSecret = null, Uri? at = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"Providers:{Key}:SandboxUrl"] = new Uri(at ?? Sandbox.Address, Key).ToString(),
            [$"Providers:{Key}:ClientId"] = $"sandbox-{Key}",
            [$"Providers:{Key}:ClientSecret"] = clientSecret ?? $"sandbox-secret-{Key}",
            [$"Providers:{Key}:RedirectUri"] = RedirectUri,
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        Register(services, configuration);
        var built = services.BuildServiceProvider(validateScopes: true);
        _opened.Add(built);
        return built.GetServices<IProvider>().OfType<TProvider>().Single();
    }

    /// <summary>The port, or the test is skipped because the provider has none.</summary>
    protected TPort Port<TPort>()
        where TPort : class
    {
        if (Provider is TPort port)
        {
            return port;
        }

        Assert.Skip($"{Provider.Manifest.DisplayName} does not implement {typeof(TPort).Name}.");
        return null;
    }

    protected DirectCalls Anonymous()
    {
        var calls = new DirectCalls(() => null);
        _opened.Add(calls);
        return calls;
    }

    /// <summary>Consents as the user does and gives what came of it.</summary>
    protected async Task<Grant> ConsentAsync(string companyId)
    {
        var verifier = Provider.Authorization.UsesPkce ? new string('v', 64) : null;
        var callback = await DecideAsync(companyId, allow: true, verifier);
        callback.Keys.ShouldContain("code");
        var exchanged = await Provider.Authorization.ExchangeAsync(
            Anonymous(), new AuthorizationCallback(callback["code"], callback.GetValueOrDefault("realmId"), verifier), Cancellation);
        return exchanged.ShouldSucceed();
    }

    protected Task<IReadOnlyDictionary<string, string>> DecideAsync(string companyId, bool allow, string? verifier = null)
    {
        var challenge = verifier is null ? null : Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return _user.DecideAsync(Provider.Authorization.AuthorizeUrl("state-of-the-test", challenge), companyId, allow, Cancellation);
    }

    protected virtual Task<string> CreateCompanyAsync(string name = "Harbour Cafe") => Sandbox.CreateCompanyAsync(NewCompany(name));

    /// <summary>A new company, connected, read, with its accounts.</summary>
    protected async Task<RemoteSession> ConnectAsync(string name = "Harbour Cafe") => await ConnectToAsync(await CreateCompanyAsync(name));

    protected async Task<RemoteSession> ConnectToAsync(string companyId)
    {
        var grant = await ConsentAsync(companyId);
        var granted = grant.Companies.ShouldHaveSingleItem();
        var session = new RemoteSession(grant.Tokens with { AuthorizationId = granted.AuthorizationId });
        _opened.Add(session);
        session.Company = (await Provider.ReadCompanyAsync(session.Calls, granted.RemoteId, Cancellation)).ShouldSucceed();
        if (Provider is IReadsAccounts accounts)
        {
            session.Accounts = (await accounts.ReadAccountsAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed();
        }

        return session;
    }

    /// <summary>A sample entry, mapped as an export would map it.</summary>
    protected async Task<TransactionEntry> EntryAsync(
        RemoteSession session, decimal amount, string? currency = null, DateOnly? on = null, string description = "Coffee beans, 12 kg", string counterparty = "Nordic Roasters", string? sourceReference = null)
    {
        currency ??= session.Company.BaseCurrency;
        var document = new BankTransaction
        {
            Id = DocumentId.New(),
            TenantId = TenantId.New(),
            SourceReference = sourceReference ?? $"tx-{Guid.CreateVersion7():N}",
            TransactedOn = on ?? Day,
            Description = description,
            Amount = new Money(amount, currency),
            Counterparty = counterparty,
            Status = TransactionStatus.Completed,
            Revision = 1,
        };
        return new TransactionEntry
        {
            EntryKey = EntryKey.For(session.Connection, session.Company.RemoteId, document.Id, 1),
            Document = document,
            BankAccount = BankAccount(session, currency),
            PostingAccount = PostingAccount(session, amount),
            ExchangeRate = currency == session.Company.BaseCurrency ? null : 0.9137m,
            ContactId = await ContactAsync(session, counterparty),
        };
    }

    /// <summary>Sends entries in as few calls as the provider allows; outcomes in the order of the entries.</summary>
    protected async Task<IReadOnlyList<WriteOutcome>> WriteAsync(RemoteSession session, params IReadOnlyList<TransactionEntry> entries)
    {
        var writer = Port<IWritesTransactions>();
        var outcomes = new List<WriteOutcome>();
        foreach (var batch in entries.Chunk(writer.TransactionBatchSize))
        {
            outcomes.AddRange(await writer.SendAsync(session.Calls, session.Company, Prepare(session, batch), Cancellation));
        }

        outcomes.Count.ShouldBe(entries.Count);
        return outcomes;
    }

    protected PreparedWrite Prepare(RemoteSession session, params IReadOnlyList<TransactionEntry> entries) =>
        Port<IWritesTransactions>().Prepare(session.Company, entries, Guid.CreateVersion7().ToString("N"));

    protected async Task<WriteOutcome> SendAsync(RemoteSession session, PreparedWrite write) =>
        (await Port<IWritesTransactions>().SendAsync(session.Calls, session.Company, write, Cancellation)).ShouldHaveSingleItem();

    protected async Task<IReadOnlyDictionary<string, FoundTransaction>> FindAsync(RemoteSession session, params IReadOnlyList<TransactionEntry> entries)
    {
        var probes = entries.Select(entry => new EntryProbe(entry.EntryKey, entry.Document.TransactedOn, entry.Document.Amount)).ToList();
        return (await Port<IReadsTransactions>().FindAsync(session.Calls, session.Company, probes, Cancellation)).ShouldSucceed();
    }

    /// <summary>The books' entries under the keys of <paramref name="entries"/>, read past the adapter.</summary>
    protected async Task<IReadOnlyList<BookedEntry>> BookedAsync(RemoteSession session, params IReadOnlyList<TransactionEntry> entries)
    {
        var keys = entries.Select(entry => entry.EntryKey).ToHashSet(StringComparer.Ordinal);
        return [.. ReadBooks(await Sandbox.BooksAsync(Key, session.Company.RemoteId)).Where(booked => keys.Contains(booked.EntryKey))];
    }

    private async Task<string?> ContactAsync(RemoteSession session, string counterparty)
    {
        if (Provider is not IKeepsContacts contacts)
        {
            return null;
        }

        var name = contacts.ContactName(counterparty).ShouldNotBeNull();
        return (await contacts.EnsureContactsAsync(session.Calls, session.Company, [name], Cancellation))[name].ShouldSucceed();
    }
}
