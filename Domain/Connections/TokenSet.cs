namespace OrleansLedger.Domain.Connections;

/// <summary>What a consent or a refresh gave us. Never logged; encrypted at rest.</summary>
public sealed record TokenSet
{
    public required string AccessToken { get; init; }

    public required DateTimeOffset AccessExpiresAt { get; init; }

    public required string RefreshToken { get; init; }

    public required DateTimeOffset RefreshExpiresAt { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The provider's own id of this authorisation, where disconnecting needs it.</summary>
    public string? AuthorizationId { get; init; }

    public sealed override string ToString() => $"TokenSet issued {IssuedAt:O}, access until {AccessExpiresAt:O}";
}
