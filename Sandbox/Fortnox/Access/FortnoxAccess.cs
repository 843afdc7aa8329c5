using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Core.Quotas;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Access;

/// <summary>Decides whether a call may reach the books: token, quota, licences, scope, formats; in this order.</summary>
internal sealed class FortnoxAccess(FortnoxProvider provider, QuotaLedger quotas)
{
    /// <summary>300 a minute, counted as 25 in any five seconds, for each app and company.</summary>
    public static readonly IReadOnlyList<QuotaRule> Quotas = [new("window", QuotaKind.SlidingWindow, 25, TimeSpan.FromSeconds(5))];

    /// <returns>The company, or the answer that refuses the call.</returns>
    public (FortnoxCompany? Company, IResult? Refusal) Admit(HttpContext context, string? scope)
    {
        var token = BearerToken.Of(context.Request);
        if (token is null) return (null, FortnoxError.TokenMissing());
        switch (provider.OAuth.Check(token, out var grant))
        {
            case AccessTokenState.Expired: return (null, GatewayError.Unauthorized());
            case AccessTokenState.Unknown or AccessTokenState.Revoked: return (null, FortnoxError.LoginInvalid());
        }

        if (provider.Find(grant!.CompanyIds[0]) is not { } company) return (null, FortnoxError.LoginInvalid());
        if (!quotas.Arrive(context, provider.Name, grant.ClientId, company, Quotas).IsAdmitted) return (null, GatewayError.TooManyRequests());
        lock (company.Gate)
        {
            if (!company.HasApiLicence) return (null, FortnoxError.NoApiLicence());
            if (scope is not null && !grant.Scopes.Contains(scope, StringComparer.Ordinal)) return (null, FortnoxError.NoScope());
            if (scope is not null && company.UnlicensedScopes.Contains(scope)) return (null, FortnoxError.NoLicenceForScope());
        }

        return AcceptsJson(context.Request) ? (company, null) : (null, FortnoxError.ResponseType());
    }

    /// <summary>XML is a format of the past that this simulator does not speak; files too are asked for with <c>Accept: application/json</c>.</summary>
    private static bool AcceptsJson(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return request.Headers.Accept.Count == 0 || accepted.Any(type => type.MatchesAllTypes || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase));
    }
}

internal static class BearerToken
{
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length > 7 ? header[7..].Trim() : null;
    }
}
