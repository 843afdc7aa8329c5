using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.Api.Connections;

/// <summary>
/// Records what a browser does at the callback as mutations are recorded (docs/adr/0007): the intent is committed first, then the outcome, also where it failed. A
/// state that belongs to no tenant changes nothing, so it has no intent; its refusal is on the platform's record.
/// </summary>
public sealed class RedirectAudit(AuditStore audit, Authorizations authorizations, TimeProvider clock)
{
    internal async Task<AuthorizationResult> RecordAsync(
        string action, string provider, string? state, HttpContext context, Func<Task<AuthorizationResult>> work, CancellationToken cancellationToken)
    {
        var tenant = await authorizations.TenantOfAsync(state, cancellationToken);
        var intent = new AuditFact(
            Guid.CreateVersion7(),
            clock.GetUtcNow(),
            ActorKey: null,
            "browser (redirect)",
            action,
            Target: null,
            context.Connection.RemoteIpAddress,
            AuditOutcome.Ok,
            Code: null,
            AuditDetail.Of(JsonSerializer.SerializeToElement(new { provider })));
        if (tenant is not null)
        {
            await audit.IntendAsync(tenant, intent, cancellationToken);
        }

        AuditFact Ended(AuditOutcome outcome, string? code) => intent with { At = clock.GetUtcNow(), Outcome = outcome, Code = code };
        try
        {
            var result = await work();
            var entry = result switch
            {
                AuthorizationResult.Failed failed => Ended(AuditOutcome.Refused, failed.Code),
                AuthorizationResult.Connected connected => Ended(AuditOutcome.Ok, code: null) with { Target = GlobalId.Of(GlobalId.Connection, connected.ConnectionId.Value) },
                _ => Ended(AuditOutcome.Ok, code: null),
            };
            await audit.AppendAsync(tenant, entry, CancellationToken.None);
            return result;
        }
        catch (Exception)
        {
            await audit.AppendAsync(tenant, Ended(AuditOutcome.Failed, cancellationToken.IsCancellationRequested ? "cancelled" : "internal_error"), CancellationToken.None);
            throw;
        }
    }
}
