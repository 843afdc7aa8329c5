using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Connections;

namespace OrleansLedger.Silo.Tokens;

/// <summary>
/// A connection's tokens for the length of a turn. Only here are tokens renewed, and a turn runs alone: refresh is never raced.
/// The intent is written before the refresh is sent; until its result is stored the old token set stays where it is, and it stays beside
/// the new one until the new one has served.
/// </summary>
internal sealed class TokenKeeper(
    Credential credential, IProvider provider, ConnectionId connection, string remoteCompanyId, CredentialStore store, TurnLedger ledger, IAuthorizationCalls calls, TimeSpan settleDelay, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private TokenSet _tokens = credential.Tokens;
    private TokenSet? _previous = credential.Previous;
    private DateTimeOffset? _inDoubtSince = credential.RefreshBeganAt;

    public TokenSet Tokens => _tokens;

    /// <summary>The refusal of a refresh in this turn that says that the consent is gone; null while none has.</summary>
    public ProviderFailure.ConsentLost? Lost { get; private set; }

    /// <summary>Makes sure of tokens that live for a while yet, and that no refresh hangs whose answer was lost.</summary>
    public async Task<Answer<TokenSet>> EnsureAsync(TimeSpan before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_inDoubtSince is { } since && provider.Manifest.RefreshGrace is null && now - since < settleDelay)
        {
            // Two refreshes at once may end the consent where the provider grants no grace: the first one must be over. Meanwhile the access token serves.
            return _tokens.AccessExpiresAt > now
                ? _tokens
                : new ProviderFailure.Transient("refresh_in_doubt", $"A refresh of the tokens had no answer; it is tried again at {since + settleDelay:HH:mm:ss} UTC, when it cannot be under way any more.");
        }

        // While it is not known whether the last refresh rotated the tokens, the access token may still be good,
        // but the provider's grace for the refresh token runs: settle it now.
        return _inDoubtSince is not null || _tokens.AccessExpiresAt - now <= before
            ? await RefreshAsync(_tokens.AccessToken, cancellationToken)
            : _tokens;
    }

    /// <summary>Renews the tokens, unless another call of this turn has renewed them since <paramref name="seen"/> was used.</summary>
    public async Task<Answer<TokenSet>> RefreshAsync(string seen, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!string.Equals(_tokens.AccessToken, seen, StringComparison.Ordinal))
            {
                return _tokens;
            }

            var beganAt = clock.GetUtcNow();
            await ledger.InTurnAsync(t => store.BeginRefreshAsync(t, connection, beganAt, cancellationToken), cancellationToken);
            // From here the answer must be heard and stored whatever is cancelled meanwhile.
            var answer = await provider.Authorization.RefreshAsync(calls, _tokens, remoteCompanyId, CancellationToken.None);
            if (answer.Failure is ProviderFailure.ConsentLost && _previous is { } previous && provider.Manifest.RefreshGrace is not null)
            {
                answer = await provider.Authorization.RefreshAsync(calls, previous, remoteCompanyId, CancellationToken.None);
            }

            if (answer.Failure is ProviderFailure.ConsentLost lost && _inDoubtSince is { } since && beganAt - since < settleDelay)
            {
                _inDoubtSince = beganAt;
                // The refresh whose answer was lost may still be under way, and a provider refuses a second one meanwhile.
                return new ProviderFailure.Transient("refresh_in_doubt", $"An earlier refresh had no answer, and this one was refused ({lost.Code}); it is tried again before the consent counts as lost.");
            }

            if (answer.Succeeded)
            {
                _previous = _tokens;
                _tokens = answer.Value;
                _inDoubtSince = null;
                await ledger.InTurnAsync(t => store.RotateAsync(t, connection, _tokens, CancellationToken.None), CancellationToken.None);
            }
            else if (answer.Failure is ProviderFailure.OutcomeUnknown or ProviderFailure.Transient)
            {
                _inDoubtSince = beganAt;
            }
            else
            {
                _inDoubtSince = null;
                Lost = answer.Failure as ProviderFailure.ConsentLost;
                await ledger.InTurnAsync(t => store.EndRefreshAsync(t, connection, CancellationToken.None), CancellationToken.None);
            }

            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The tokens in hand have served: those before them are not needed any more.</summary>
    public async Task ServedAsync(CancellationToken cancellationToken)
    {
        if (_previous is not null)
        {
            _previous = null;
            await ledger.InTurnAsync(t => store.DropPreviousAsync(t, connection, cancellationToken), cancellationToken);
        }
    }

    public void Dispose() => _one.Dispose();
}
