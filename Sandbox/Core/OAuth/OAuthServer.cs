using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>
/// Consents, codes and tokens of one provider: what is the same everywhere, steered by an <see cref="OAuthPolicy"/>.
/// Endpoints, token shapes and error bodies belong to the provider.
/// </summary>
internal sealed class OAuthServer
{
    private readonly string _provider;
    private readonly OAuthPolicy _policy;
    private readonly SandboxClock _clock;
    private readonly StateStore _store;
    private readonly CompanyStatistics _statistics;
    private readonly Lock _gate = new();
    private OAuthState _state;

    public OAuthServer(string provider, OAuthPolicy policy, SandboxClock clock, StateStore store, CompanyStatistics statistics)
    {
        _provider = provider;
        _policy = policy;
        _clock = clock;
        _store = store;
        _statistics = statistics;
        _state = store.Load<OAuthState>(Section) ?? new OAuthState();
        store.Register(Section, () => { lock (_gate) return JsonSerializer.SerializeToUtf8Bytes(_state, SandboxJson.State); });
    }

    public OAuthPolicy Policy => _policy;

    private string Section => $"{_provider}/oauth";

    /// <summary>The user said yes.</summary>
    /// <returns>The grant, and the code for the redirect.</returns>
    public (OAuthGrant Grant, string Code) Allow(AuthorizationRequest request, string user, IReadOnlyList<string> companyIds)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var grant = new OAuthGrant
            {
                Id = Guid.CreateVersion7().ToString(),
                ClientId = request.ClientId,
                User = user,
                CompanyIds = [.. companyIds],
                Scopes = [.. request.Scopes],
                ConsentedAt = now,
                Extra = new Dictionary<string, string>(request.Extra, StringComparer.Ordinal),
            };
            _state.Grants[grant.Id] = grant;
            var code = Random("c", 32);
            _state.Codes[code] = new IssuedCode(grant.Id, request.RedirectUri, now + _policy.CodeLifetime, request.Offline, request.CodeChallenge) { IsUsed = false };
            _store.Changed(Section);
            return (grant, code);
        }
    }

    public TokenResult ExchangeCode(string clientId, string? code, string? redirectUri, string? codeVerifier = null)
    {
        lock (_gate)
        {
            if (code is null || !_state.Codes.TryGetValue(code, out var issued) || !_state.Grants.TryGetValue(issued.GrantId, out var grant) || !Same(grant.ClientId, clientId))
                return TokenResult.Refused("invalid_grant", "The authorization code is unknown.");
            if (issued.IsUsed)
            {
                if (_policy.ReuseRevokesGrant) Revoke(grant);
                return TokenResult.Refused("invalid_grant", "The authorization code has been used already.");
            }

            if (_clock.GetUtcNow() >= issued.ExpiresAt) return TokenResult.Refused("invalid_grant", "The authorization code has expired.");
            if (!Same(issued.RedirectUri, redirectUri)) return TokenResult.Refused("invalid_grant", "The redirect_uri differs from the one the code was issued for.");
            if (issued.CodeChallenge is not null && (codeVerifier is null || !Same(issued.CodeChallenge, ChallengeOf(codeVerifier))))
                return TokenResult.Refused("invalid_grant", "The code_verifier does not fit the code_challenge.");

            issued.IsUsed = true;
            foreach (var company in grant.CompanyIds) _statistics.CodeExchanged(_provider, company);
            return TokenResult.Ok(Issue(grant, withRefreshToken: issued.Offline));
        }
    }

    public TokenResult Refresh(string clientId, string? refreshToken)
    {
        lock (_gate)
        {
            if (refreshToken is null || !_state.RefreshTokens.TryGetValue(refreshToken, out var grantId) || !_state.Grants.TryGetValue(grantId, out var grant) || !Same(grant.ClientId, clientId))
                return TokenResult.Refused("invalid_grant", "The refresh token is unknown.");
            if (grant.IsRevoked) return TokenResult.Refused("invalid_grant", "The refresh token has been revoked.");

            var now = _clock.GetUtcNow();
            if (_policy.ConsentLifetime is { } cap && now >= grant.ConsentedAt + cap) return TokenResult.Refused("invalid_grant", "The consent has reached its greatest age.");
            if (Same(grant.RefreshToken, refreshToken))
            {
                if (now >= grant.RefreshUsedAt + _policy.RefreshTokenLifetime) return TokenResult.Refused("invalid_grant", "The refresh token has expired.");
            }
            else if (!Same(grant.PreviousRefreshToken, refreshToken) || now >= grant.PreviousReplacedAt + _policy.PredecessorGrace)
            {
                if (_policy.ReuseRevokesGrant) Revoke(grant);
                return TokenResult.Refused("invalid_grant", "The refresh token has been replaced by a newer one.");
            }

            foreach (var company in grant.CompanyIds) _statistics.Refreshed(_provider, company);
            return TokenResult.Ok(Issue(grant, withRefreshToken: true, presented: refreshToken));
        }
    }

    /// <summary>An access token without refresh token for a grant found by other means (client credentials).</summary>
    public TokenSet IssueAccessToken(OAuthGrant grant)
    {
        lock (_gate) return Issue(grant, withRefreshToken: false);
    }

    public AccessTokenState Check(string? accessToken, out OAuthGrant? grant)
    {
        grant = null;
        lock (_gate)
        {
            if (accessToken is null || !_state.AccessTokens.TryGetValue(accessToken, out var issued) || !_state.Grants.TryGetValue(issued.GrantId, out grant)) return AccessTokenState.Unknown;
            if (grant.IsRevoked || issued.IsRevoked) return AccessTokenState.Revoked;
            return _clock.GetUtcNow() >= issued.ExpiresAt ? AccessTokenState.Expired : AccessTokenState.Valid;
        }
    }

    /// <summary>When the access token runs out; null for an unknown one.</summary>
    public DateTimeOffset? ExpiryOf(string accessToken)
    {
        lock (_gate) return _state.AccessTokens.TryGetValue(accessToken, out var issued) ? issued.ExpiresAt : null;
    }

    /// <summary>The grant a refresh or access token of this app belongs to, dead or alive.</summary>
    public OAuthGrant? GrantOf(string clientId, string? token)
    {
        lock (_gate)
        {
            if (token is null) return null;
            var grantId = _state.RefreshTokens.GetValueOrDefault(token) ?? _state.AccessTokens.GetValueOrDefault(token)?.GrantId;
            return grantId is not null && _state.Grants.TryGetValue(grantId, out var grant) && Same(grant.ClientId, clientId) ? grant : null;
        }
    }

    public IReadOnlyList<OAuthGrant> Grants(Func<OAuthGrant, bool> filter)
    {
        lock (_gate) return [.. _state.Grants.Values.Where(filter)];
    }

    /// <param name="mark">Noted in <see cref="OAuthGrant.Extra"/>, for a provider that answers differently by how a grant ended.</param>
    public void RevokeGrant(OAuthGrant grant, string? mark = null)
    {
        lock (_gate)
        {
            if (mark is not null) grant.Extra[mark] = "true";
            Revoke(grant);
        }
    }

    /// <summary>Ends the refresh token alone: access tokens handed out before live on to their end, and so does the consent.</summary>
    public void RevokeRefreshToken(OAuthGrant grant)
    {
        lock (_gate)
        {
            grant.RefreshToken = null;
            grant.PreviousRefreshToken = null;
            _store.Changed(Section);
        }
    }

    /// <summary>Ends every consent to this company.</summary>
    public void RevokeCompany(string companyId)
    {
        lock (_gate)
        {
            foreach (var grant in _state.Grants.Values)
                if (grant.CompanyIds.Contains(companyId, StringComparer.OrdinalIgnoreCase)) Revoke(grant);
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _state = new OAuthState();
            _store.Changed(Section);
        }
    }

    /// <summary>URL-safe random text.</summary>
    public static string Random(string prefix, int bytes) => prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private TokenSet Issue(OAuthGrant grant, bool withRefreshToken, string? presented = null)
    {
        var now = _clock.GetUtcNow();
        var access = _policy.AccessToken?.Invoke(grant, now) ?? Random("", 30);
        _state.AccessTokens[access] = new IssuedAccessToken(grant.Id, now + _policy.AccessTokenLifetime);
        if (withRefreshToken) RotateRefreshToken(grant, presented, now);
        Prune(now);
        _store.Changed(Section);
        return new TokenSet(
            grant,
            access,
            _policy.AccessTokenLifetime,
            withRefreshToken ? grant.RefreshToken : null,
            withRefreshToken ? grant.RefreshUsedAt + _policy.RefreshTokenLifetime - now : null,
            _policy.ConsentLifetime is { } cap ? grant.ConsentedAt + cap - now : null);
    }

    private void RotateRefreshToken(OAuthGrant grant, string? presented, DateTimeOffset now)
    {
        grant.RefreshUsedAt = now;
        var isCurrent = presented is not null && Same(presented, grant.RefreshToken);
        if (isCurrent && now - grant.RefreshIssuedAt < _policy.RotateAfter) return;

        // A retry with the predecessor leaves it the predecessor, its grace still counted from the first replacement;
        // the token of the lost answer is dropped for the one issued now.
        if (isCurrent)
        {
            grant.PreviousRefreshToken = grant.RefreshToken;
            grant.PreviousReplacedAt = now;
        }

        grant.RefreshToken = _policy.RefreshToken?.Invoke() ?? Random("", 30);
        grant.RefreshIssuedAt = now;
        _state.RefreshTokens[grant.RefreshToken] = grant.Id;
    }

    private void Revoke(OAuthGrant grant)
    {
        grant.IsRevoked = true;
        _store.Changed(Section);
    }

    /// <summary>Expired access tokens are remembered for a day, so that "expired" and "never heard of" can be told apart.</summary>
    private void Prune(DateTimeOffset now)
    {
        if (_state.AccessTokens.Count < 2_000) return;
        foreach (var (token, issued) in _state.AccessTokens.ToArray())
            if (issued.ExpiresAt < now.AddDays(-1)) _state.AccessTokens.Remove(token);
    }

    private static string ChallengeOf(string verifier) => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private sealed class OAuthState
    {
        public Dictionary<string, OAuthGrant> Grants { get; init; } = new(StringComparer.Ordinal);
        public Dictionary<string, IssuedCode> Codes { get; init; } = new(StringComparer.Ordinal);
        public Dictionary<string, IssuedAccessToken> AccessTokens { get; init; } = new(StringComparer.Ordinal);

        /// <summary>Every refresh token ever issued, to its grant: a replaced one is known as such.</summary>
        public Dictionary<string, string> RefreshTokens { get; init; } = new(StringComparer.Ordinal);
    }

    private sealed record IssuedCode(string GrantId, string RedirectUri, DateTimeOffset ExpiresAt, bool Offline, string? CodeChallenge)
    {
        public bool IsUsed { get; set; }
    }

    private sealed record IssuedAccessToken(string GrantId, DateTimeOffset ExpiresAt)
    {
        public bool IsRevoked { get; set; }
    }
}
