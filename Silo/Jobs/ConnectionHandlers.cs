using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>Proves that the connection works: reads the company.</summary>
internal sealed class TestConnectionHandler : IJobHandler
{
    public string Kind => JobKinds.TestConnection;

    public bool AnswersAtOnce => true;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken) =>
        await turn.RefreshCompanyAsync(cancellationToken) is { } failure
            ? JobStep.From(failure, job, turn)
            : JobStep.Completed(JsonSerializer.Serialize(new { company = turn.Company.Name, baseCurrency = turn.Company.BaseCurrency }));
}

/// <summary>Renews the tokens though they live yet: asked for by a person, or because the connection sat idle.</summary>
internal sealed class RefreshTokenHandler : IJobHandler
{
    public string Kind => JobKinds.RefreshToken;

    public bool AnswersAtOnce => true;

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

/// <summary>Removes this company's authorisation at the provider and keeps the history. Other connections of the same person are left alone.</summary>
internal sealed class DisconnectHandler(CredentialStore credentials, ReminderSchedule reminders) : IJobHandler
{
    public string Kind => JobKinds.Disconnect;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        var answer = await turn.Provider.Authorization.DisconnectAsync(turn.AuthorizationCalls, turn.Tokens.Tokens, turn.Connection.Company.RemoteId, cancellationToken);
        if (answer.Failure is ProviderFailure.Transient or ProviderFailure.OutcomeUnknown or ProviderFailure.RateLimited)
        {
            return JobStep.From(answer.Failure, job, turn);
        }

        var id = turn.Connection.Id;
        await turn.CommitAsync(
            async t =>
            {
                await ConnectionStore.SetStatusAsync(t, id, ConnectionStatus.Disconnected, "Disconnected by the user.", cancellationToken);
                await credentials.DeleteAsync(t, id, cancellationToken);
                // It never lives again, connecting anew makes another: nothing shall wake it.
                await reminders.SetAsync(t, id, SyncFrequency.Manual, cancellationToken);
                foreach (var other in await JobStore.DiscardOpenAsync(t, id, "disconnected", "The connection was disconnected. Connect again to sync.", turn.Clock.GetUtcNow(), cancellationToken))
                {
                    await JobStore.CancelDocumentsAsync(t, other, "The connection was disconnected.", cancellationToken);
                }
            },
            cancellationToken);
        return JobStep.Completed();
    }
}
