using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.OAuth;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>What stands before the accounting service: the token, the company it was given for, the quotas.</summary>
internal sealed class Gateway(QuickBooksProvider provider, QuotaLedger quotas, SandboxClock clock)
{
    public const string AccountingScope = "com.intuit.quickbooks.accounting";

    private static readonly QuotaRule[] Rules =
    [
        new("second", QuotaKind.SlidingWindow, 10, TimeSpan.FromSeconds(1)),
        new("minute", QuotaKind.SlidingWindow, 500, TimeSpan.FromMinutes(1), AllApps: true),
    ];

    private static readonly QuotaRule[] BatchRules =
    [
        .. Rules,
        new("batch", QuotaKind.SlidingWindow, 40, TimeSpan.FromMinutes(1)),
        new("batch-company", QuotaKind.SlidingWindow, 120, TimeSpan.FromMinutes(1), AllApps: true),
    ];

    /// <summary>What the app workspace's tier allows in reads, queries and change data capture, over all companies; counted only where a company says so.</summary>
    private static readonly QuotaRule CorePlus = new("core-plus", QuotaKind.FixedWindow, 500_000, TimeSpan.FromDays(30), PerApp: true);

    /// <summary>Lets the call through to <paramref name="service"/>, or answers it.</summary>
    public async Task PassAsync(HttpContext context, string realm, bool isBatch, Func<CompanyCall, Task> service)
    {
        var now = clock.GetUtcNow();
        if (Authenticate(context, realm, out var company, out var clientId) is { } refusal)
        {
            await Replies.WriteAsync(context, refusal, now);
            return;
        }

        IReadOnlyList<QuotaRule> rules = isBatch ? BatchRules : company!.CountsCorePlus && IsRead(context.Request) ? [.. Rules, CorePlus] : Rules;
        if (!quotas.Arrive(context, provider.Name, clientId, company!, rules).IsAdmitted)
        {
            await Replies.WriteAsync(context, GatewayFault.Throttled, now);
            return;
        }

        await service(new CompanyCall(context, company!, now));
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || request.Path.Value!.EndsWith("/query", StringComparison.OrdinalIgnoreCase);

    private GatewayFault? Authenticate(HttpContext context, string realm, out QuickBooksCompany? company, out string clientId)
    {
        company = null;
        clientId = "";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return GatewayFault.NotAuthenticated("Missing header: Authorization");
        var token = header["Bearer ".Length..].Trim();
        switch (provider.OAuth.Check(token, out var grant))
        {
            case AccessTokenState.Unknown:
                return GatewayFault.NotAuthenticated("Malformed bearer token: the token is unknown");
            case AccessTokenState.Expired:
                // The real gateway repeats the token here; whoever logs the text has to redact it.
                return GatewayFault.NotAuthenticated("Token expired: " + token);
            case AccessTokenState.Revoked:
                return grant!.Extra.ContainsKey(QuickBooksOAuth.EndedByApp) ? GatewayFault.NotAuthenticated("Token revoked: " + token) : GatewayFault.NotAuthorized;
        }

        clientId = grant!.ClientId;
        company = provider.Find(realm);
        var isAllowed = company is not null && grant.CompanyIds.Contains(company.Id, StringComparer.Ordinal) && grant.Scopes.Contains(AccountingScope, StringComparer.Ordinal);
        return isAllowed ? null : GatewayFault.NotAuthorized;
    }
}
