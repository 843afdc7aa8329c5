namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>How a provider treats codes and tokens. Lifetimes are those of the sandbox's clock and are not scaled.</summary>
internal sealed record OAuthPolicy
{
    public required TimeSpan CodeLifetime { get; init; }

    public required TimeSpan AccessTokenLifetime { get; init; }

    /// <summary>Since its last issue or, where it is not rotated, its last use.</summary>
    public required TimeSpan RefreshTokenLifetime { get; init; }

    /// <summary>Counted from the consent, whatever is refreshed in between; null: no such cap.</summary>
    public TimeSpan? ConsentLifetime { get; init; }

    /// <summary>A refresh hands out a new refresh token once the current one is at least this old. Zero: every time.</summary>
    public TimeSpan RotateAfter { get; init; }

    /// <summary>How long the token before the current one may still be used after it was replaced. Zero: never.</summary>
    public TimeSpan PredecessorGrace { get; init; }

    /// <summary>Using a replaced refresh token, or a code a second time, is taken for theft: the whole grant dies.</summary>
    public bool ReuseRevokesGrant { get; init; }

    /// <summary>Makes the access token; null: 40 random characters.</summary>
    public Func<OAuthGrant, DateTimeOffset, string>? AccessToken { get; init; }

    /// <summary>Makes refresh tokens; null: 40 random characters.</summary>
    public Func<string>? RefreshToken { get; init; }
}

/// <summary>One consent: this user lets this app into these companies.</summary>
internal sealed class OAuthGrant
{
    public required string Id { get; init; }
    public required string ClientId { get; init; }
    public required string User { get; init; }
    public required List<string> CompanyIds { get; init; }
    public required List<string> Scopes { get; init; }
    public required DateTimeOffset ConsentedAt { get; init; }

    /// <summary>Null when the app did not ask for offline access.</summary>
    public string? RefreshToken { get; set; }

    public DateTimeOffset RefreshIssuedAt { get; set; }
    public DateTimeOffset RefreshUsedAt { get; set; }
    public string? PreviousRefreshToken { get; set; }
    public DateTimeOffset PreviousReplacedAt { get; set; }
    public bool IsRevoked { get; set; }

    /// <summary>Whatever else the provider keeps with the consent (Fortnox: service account; QuickBooks: none).</summary>
    public Dictionary<string, string> Extra { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Answer of the token endpoint; each provider writes it in its own shape.</summary>
/// <param name="RefreshTokenExpiresIn">Null without a refresh token.</param>
/// <param name="ConsentExpiresIn">Null where the provider has no such cap.</param>
internal sealed record TokenSet(OAuthGrant Grant, string AccessToken, TimeSpan ExpiresIn, string? RefreshToken, TimeSpan? RefreshTokenExpiresIn, TimeSpan? ConsentExpiresIn);

/// <summary>Either tokens or an OAuth error code (<c>invalid_grant</c>, ...) with what was wrong.</summary>
internal sealed record TokenResult(TokenSet? Tokens, string? Error, string? Description)
{
    public static TokenResult Ok(TokenSet tokens) => new(tokens, null, null);
    public static TokenResult Refused(string error, string description) => new(null, error, description);
}

/// <summary>What an access token is worth now.</summary>
internal enum AccessTokenState
{
    Unknown,
    Expired,
    Revoked,
    Valid,
}
