using System.Security.Claims;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Api.Connections;

/// <param name="Provider">The key of an accounting system: <c>xero</c>.</param>
/// <param name="ReturnUrl">Where the user's browser goes when it is done, with <c>provider</c>, <c>state</c> and <c>connectionId</c> added to the query, or <c>error</c> and <c>error_description</c>; without it, a page says how it ended.</param>
public sealed record BeginAuthorizationInput(string Provider, Uri? ReturnUrl);

/// <param name="AuthorizationUrl">Send the user's browser there.</param>
/// <param name="State">Random, single use, valid for ten minutes; the redirect brings it back. Begun with a session's cookie it serves in that session only.</param>
public sealed record BeginAuthorizationPayload(Uri? AuthorizationUrl, string? State, IReadOnlyList<IProblem> Errors) : IPayload;

/// <summary>The redirect, for clients that catch it themselves.</summary>
/// <param name="Provider">The key of the accounting system.</param>
/// <param name="Code">The redirect's <c>code</c>.</param>
/// <param name="State">The redirect's <c>state</c>.</param>
/// <param name="RealmId">The redirect's <c>realmId</c>, where it has one (QuickBooks).</param>
public sealed record CompleteAuthorizationInput(string Provider, string Code, string State, string? RealmId);

/// <param name="Provider">The key of the accounting system.</param>
/// <param name="State">That of the authorization that opened several companies.</param>
/// <param name="RemoteCompanyId">One of the companies offered.</param>
public sealed record ChooseCompanyInput(string Provider, string State, string RemoteCompanyId);

/// <param name="Connection">The connection, when it is made. Its accounts and tax codes are imported by themselves.</param>
/// <param name="Companies">The companies to choose from with <c>chooseCompany</c>, when the login opened several.</param>
public sealed record AuthorizationPayload(AccountingConnection? Connection, IReadOnlyList<OfferedCompany> Companies, IReadOnlyList<IProblem> Errors) : IPayload;

/// <summary>A company that a login opened.</summary>
/// <param name="RemoteId">The accounting system's id of it.</param>
/// <param name="Name">Its name there.</param>
public sealed record OfferedCompany(string RemoteId, string Name);

[QueryType]
public static class AuthorizationQueries
{
    /// <summary>The companies that an authorization has opened and waits for one to be chosen with <c>chooseCompany</c>; empty where nothing waits.</summary>
    /// <param name="provider">The key of the accounting system.</param>
    /// <param name="state">As <c>beginAuthorization</c> gave it.</param>
    [Authorize("admin")]
    public static async Task<IReadOnlyList<OfferedCompany>> GetOfferedCompaniesAsync(
        string provider, string state, ClaimsPrincipal user, Authorizations authorizations, CancellationToken cancellationToken) =>
        [.. (await authorizations.OfferedAsync(user.Tenant(), provider, state, user.BrowserSession(), cancellationToken)).Select(c => new OfferedCompany(c.RemoteId, c.Name))];
}

[MutationType]
public static class AuthorizationMutations
{
    /// <summary>Begins to connect the tenant to an accounting system: the first of two steps of OAuth.</summary>
    [Authorize("admin")]
    public static Task<BeginAuthorizationPayload> BeginAuthorizationAsync(BeginAuthorizationInput input, ClaimsPrincipal user, Authorizations authorizations, ProviderCatalog catalog, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                if (input.ReturnUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http")))
                {
                    throw new RequestRefusedException("invalid_return_url", $"returnUrl {url} is not an address a browser can go to. Send an absolute https or http URL, or none; nothing was begun.");
                }

                if (catalog.Find(input.Provider) is null)
                {
                    throw new RequestRefusedException(
                        "unknown_provider", $"There is no provider '{input.Provider}'. Use one of: {string.Join(", ", catalog.All.Select(p => p.Manifest.Key).Order(StringComparer.Ordinal))}.");
                }

                var begun = await authorizations.BeginAsync(user.Tenant(), input.Provider, user.BrowserSession(), input.ReturnUrl, cancellationToken);
                return new BeginAuthorizationPayload(begun.Url, begun.State, []);
            },
            problems => new BeginAuthorizationPayload(null, null, problems));

    /// <summary>Takes the redirect of an authorization that the client began and caught itself.</summary>
    [Authorize("admin")]
    public static Task<AuthorizationPayload> CompleteAuthorizationAsync(
        CompleteAuthorizationInput input, ClaimsPrincipal user, Authorizations authorizations, ConnectionRequests connections, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () => await PayloadAsync(
                await authorizations.CompleteAsync(
                    user.Tenant(), input.Provider, new RedirectQuery(input.State, input.Code, input.RealmId, null, null), user.BrowserSession(), cancellationToken),
                user,
                connections,
                cancellationToken),
            Refused);

    /// <summary>Ends an authorization that opened several companies. A company that is not among them is answered with those that are.</summary>
    [Authorize("admin")]
    public static Task<AuthorizationPayload> ChooseCompanyAsync(
        ChooseCompanyInput input, ClaimsPrincipal user, Authorizations authorizations, ConnectionRequests connections, CancellationToken cancellationToken)
    {
        IReadOnlyList<GrantedCompany> offered = [];
        return Answer.OfAsync(
            async () =>
            {
                var result = await authorizations.ChooseAsync(user.Tenant(), input.Provider, input.State, input.RemoteCompanyId, user.BrowserSession(), cancellationToken);
                offered = (result as AuthorizationResult.Failed)?.Offered ?? [];
                return await PayloadAsync(result, user, connections, cancellationToken);
            },
            problems => new AuthorizationPayload(null, [.. offered.Select(c => new OfferedCompany(c.RemoteId, c.Name))], problems));
    }

    private static async Task<AuthorizationPayload> PayloadAsync(AuthorizationResult result, ClaimsPrincipal user, ConnectionRequests connections, CancellationToken cancellationToken) => result switch
    {
        AuthorizationResult.Connected connected => new AuthorizationPayload(
            AccountingConnection.Of((await connections.FindAsync(user.Tenant(), connected.ConnectionId, cancellationToken))!), [], []),
        AuthorizationResult.ChooseCompany choose => new AuthorizationPayload(null, [.. choose.Companies.Select(c => new OfferedCompany(c.RemoteId, c.Name))], []),
        AuthorizationResult.Failed failed => throw new RequestRefusedException(IsOurs(failed.Code) ? failed.Code : $"provider_{failed.Code}", failed.Text),
        var other => throw new InvalidOperationException($"Unknown result {other}"),
    };

    /// <summary>What the request itself is refused for, and not by the accounting system.</summary>
    private static bool IsOurs(string code) =>
        code is "unknown_provider" or "choice_expired" or "company_unknown" or "code_missing" or "provider_error" or "session_mismatch" || code.StartsWith("state_", StringComparison.Ordinal);

    private static AuthorizationPayload Refused(IReadOnlyList<IProblem> problems) => new(null, [], problems);
}
