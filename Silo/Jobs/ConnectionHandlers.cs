using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>Proves that the connection works: reads the company.</summary>
internal sealed class TestConnectionHandler : IJobHandler
{
    public string Kind => JobKinds.TestConnection;

    public bool AnswersAtOnce => true;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken) =>
        !turn.CompanyIsFresh && await turn.RefreshCompanyAsync(cancellationToken) is { } failure
            ? JobStep.From(failure, job, turn)
            : JobStep.Completed(JsonSerializer.Serialize(new { company = turn.Company.Name, baseCurrency = turn.Company.BaseCurrency }));
}

/// <summary>Renews the tokens though they live yet: asked for by a person, or because the connection sat idle.</summary>
internal sealed class RefreshTokenHandler : IJobHandler
{
    public string Kind => JobKinds.RefreshToken;

    public bool AnswersAtOnce => true;

    public bool NeedsCompany => false;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        // One renewal serves everybody who asked before it: none is made for a job that is older than the tokens.
        if (turn.Tokens.Tokens.IssuedAt < job.CreatedAt)
        {
            var answer = await turn.Tokens.RefreshAsync(turn.Tokens.Tokens.AccessToken, cancellationToken);
            if (answer.Failure is { } failure)
            {
                return JobStep.From(failure, job, turn);
            }
        }

        return JobStep.Completed(JsonSerializer.Serialize(new { expiresAt = turn.Tokens.Tokens.AccessExpiresAt }));
    }
}

/// <summary>
/// Ends the connection and keeps its history. The authorisation at the provider is removed with the last connection that uses it; other connections of the same
/// person are left alone.
/// </summary>
internal sealed class DisconnectHandler(CredentialStore credentials) : IJobHandler
{
    public string Kind => JobKinds.Disconnect;

    public bool NeedsCompany => false;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (await EndIfSharedAsync(turn, cancellationToken))
        {
            return JobStep.Completed();
        }

        var answer = await turn.Provider.Authorization.DisconnectAsync(turn.AuthorizationCalls, turn.Tokens.Tokens, turn.Connection.Company.RemoteId, cancellationToken);
        if (answer.Failure is ProviderFailure.Transient or ProviderFailure.OutcomeUnknown or ProviderFailure.RateLimited)
        {
            return JobStep.From(answer.Failure, job, turn);
        }

        await turn.CommitAsync(t => EndAsync(t, turn, cancellationToken), cancellationToken);
        return JobStep.Completed();
    }

    /// <summary>Ends the connection in the transaction that finds another user of its authorisation: of two that end at once, the second removes it.</summary>
    private async Task<bool> EndIfSharedAsync(Turn turn, CancellationToken cancellationToken)
    {
        var shared = false;
        await turn.CommitAsync(
            async t =>
            {
                shared = await ConnectionStore.SharesAuthorizationAsync(t, turn.Connection.Id, cancellationToken);
                if (shared)
                {
                    await EndAsync(t, turn, cancellationToken);
                }
            },
            cancellationToken);
        return shared;
    }

    private async Task EndAsync(LedgerTransaction transaction, Turn turn, CancellationToken cancellationToken)
    {
        var id = turn.Connection.Id;
        await ConnectionStore.SetStatusAsync(transaction, id, ConnectionStatus.Disconnected, "Disconnected by the user.", cancellationToken);
        await credentials.DeleteAsync(transaction, id, cancellationToken);
        // Connecting the same company again sets the next automatic sync by the setting, which is kept.
        await ConnectionStore.ScheduleSyncAsync(transaction, id, SyncFrequency.Manual, turn.Clock.GetUtcNow(), cancellationToken);
        var discarded = await JobStore.DiscardOpenAsync(
            transaction, id, "disconnected", "The connection was disconnected. Connect again to sync.", turn.Clock.GetUtcNow(), cancellationToken);
        foreach (var other in discarded)
        {
            await JobStore.CancelDocumentsAsync(transaction, other, "The connection was disconnected.", cancellationToken);
        }
    }
}
