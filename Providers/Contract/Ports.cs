using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Providers.Contract;

/// <summary>
/// One accounting system. Every provider implements this; what else it can do, it says by implementing the ports below
/// (<see cref="IReadsAccounts"/>, <see cref="IWritesTransactions"/>, ...). There is no second list of capabilities.
/// </summary>
public interface IProvider
{
    ProviderManifest Manifest { get; }

    IAuthorizes Authorization { get; }

    /// <summary>Reads the company: also the cheapest proof that the connection works.</summary>
    Task<Answer<Company>> ReadCompanyAsync(IProviderCalls calls, string remoteCompanyId, CancellationToken cancellationToken);
}

/// <summary>OAuth as the provider speaks it.</summary>
public interface IAuthorizes
{
    /// <summary>Where to send the user's browser.</summary>
    Uri AuthorizeUrl(string state, string? codeChallenge);

    /// <summary>True where the provider takes a PKCE challenge with this kind of app.</summary>
    bool UsesPkce { get; }

    /// <summary>Exchanges the code, once. More than one company means the user has to choose.</summary>
    Task<Answer<Grant>> ExchangeAsync(IAuthorizationCalls calls, AuthorizationCallback callback, CancellationToken cancellationToken);

    /// <summary>Renews the tokens. <see cref="ProviderFailure.ConsentLost"/> means that only a new consent helps.</summary>
    Task<Answer<TokenSet>> RefreshAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken);

    /// <summary>
    /// Names what <see cref="DisconnectAsync"/> removes at the provider: connections to the company with the same name share it, whichever tenants they belong to.
    /// It is then removed with the last of them only.
    /// </summary>
    string SharedAuthorization(TokenSet tokens, string remoteCompanyId);

    /// <summary>Removes this company's authorisation at the provider, and no other connection of the same person. Success where it was gone already.</summary>
    Task<Answer<bool>> DisconnectAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken);
}

/// <summary>What the redirect brought. <paramref name="RealmId"/> is the company where the provider names it there.</summary>
public sealed record AuthorizationCallback(string Code, string? RealmId, string? CodeVerifier);

/// <summary>A consent's result: tokens and the companies they open.</summary>
public sealed record Grant(TokenSet Tokens, IReadOnlyList<GrantedCompany> Companies);

/// <summary>A company a consent opened. <paramref name="AuthorizationId"/> goes into <see cref="TokenSet.AuthorizationId"/> of the chosen one.</summary>
public sealed record GrantedCompany(string RemoteId, string Name, string? AuthorizationId = null);

public interface IReadsAccounts
{
    Task<Answer<IReadOnlyList<RemoteAccount>>> ReadAccountsAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken);
}

public interface IReadsTaxCodes
{
    Task<Answer<IReadOnlyList<RemoteTaxCode>>> ReadTaxCodesAsync(IProviderCalls calls, Company company, CancellationToken cancellationToken);
}

/// <summary>For providers whose entries name a contact: finds or creates contacts by name. Safe to repeat.</summary>
public interface IKeepsContacts
{
    /// <summary>The name as the provider would store it (trimmed, forbidden characters replaced, cut); null where nothing is left.</summary>
    string? ContactName(string counterparty);

    /// <summary>For each name (from <see cref="ContactName"/>) the contact's remote id, or why there is none. At most <see cref="ContactBatchSize"/> names.</summary>
    Task<IReadOnlyDictionary<string, Answer<string>>> EnsureContactsAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> names, CancellationToken cancellationToken);

    int ContactBatchSize { get; }

    /// <summary>False where an entry may go without a contact.</summary>
    bool ContactsAreRequired => true;
}
