using System.Collections;
using System.Reflection;
using System.Text.Json;
using OrleansLedger.Api.Access;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.Api.Graph;

/// <summary>What every mutation answers: the problems that kept it from its work.</summary>
internal interface IPayload
{
    IReadOnlyList<IProblem> Errors { get; }
}

/// <summary>
/// Leaves a row of the audit chain for every mutation: those refused and those that broke too. What is intended is committed before the mutation runs, so that one
/// whose process dies is on the record as well.
/// </summary>
internal static class MutationAudit
{
    public static async ValueTask<object?> RecordAsync(ResolverContext context, Func<ValueTask<object?>> mutation)
    {
        var record = await Record.OpenAsync(context);
        var cancellation = context.CancellationToken;
        try
        {
            var payload = await mutation();
            var problem = (payload as IPayload)?.Errors is [IError first, ..] ? first : null;
            await record.CloseAsync(problem is null ? AuditOutcome.Ok : AuditOutcome.Refused, problem?.Code, payload);
            return payload;
        }
        catch (GraphQLException refused)
        {
            await record.CloseAsync(AuditOutcome.Refused, refused.Errors[0].Code?.ToLowerInvariant());
            throw;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Whatever was thrown: its time was up in the middle of it. (A client that goes away cancels nothing.)
            await record.CloseAsync(AuditOutcome.Failed, "cancelled");
            throw;
        }
        catch (Exception)
        {
            await record.CloseAsync(AuditOutcome.Failed, "internal_error");
            throw;
        }
    }

    /// <summary>What one entry needs of its request: once the client has gone, the request's services may be gone too.</summary>
    private sealed class Record(AuditStore audit, TimeProvider clock, TenantId? chain, object? input, AuditFact intent)
    {
        public static async Task<Record> OpenAsync(ResolverContext context)
        {
            var (audit, clock, user) = (context.Service<AuditStore>(), context.Service<TimeProvider>(), context.User);
            var input = context.Field.Arguments.Count > 0 ? context.Argument(0) : null;
            var intent = new AuditFact(
                Guid.CreateVersion7(),
                clock.GetUtcNow(),
                user.KeyId(),
                user.Identity?.Name ?? "anonymous",
                context.Field.Name,
                TargetOf(input),
                context.Service<IHttpContextAccessor>().HttpContext?.Connection.RemoteIpAddress,
                AuditOutcome.Ok,
                Code: null,
                AuditDetail.Of(JsonSerializer.SerializeToElement(SummaryOf(input))));
            if (user.KeyId() is not null)
            {
                // Nobody can do nothing: that is on the record as refused, once.
                await audit.IntendAsync(user.TenantId(), intent, context.CancellationToken);
            }

            return new Record(audit, clock, user.TenantId(), input, intent);
        }

        public async Task CloseAsync(AuditOutcome outcome, string? code, object? payload = null)
        {
            var entry = intent with { At = clock.GetUtcNow(), Outcome = outcome, Code = code };
            await audit.AppendAsync(chain, entry, CancellationToken.None);
            if (chain is null && outcome == AuditOutcome.Ok && TenantOf(input, payload) is { } tenant)
            {
                // What the platform does to a tenant, the tenant's admins can see.
                await audit.AppendAsync(tenant, entry, CancellationToken.None);
            }
        }
    }

    /// <summary>The tenant that the platform named, or made.</summary>
    private static TenantId? TenantOf(object? input, object? payload) =>
        Members(payload).Select(m => m.Value).OfType<TenantView>().Select(t => t.Id).Concat(Members(input).Where(m => m.Property.Name == nameof(CreateTenantKeyInput.TenantId)).Select(m => m.Value).OfType<string>())
            .Select(id => GlobalId.TryRead(GlobalId.Tenant, id, out var tenant) ? new TenantId(tenant) : (TenantId?)null)
            .FirstOrDefault();

    /// <summary>The first id in the input.</summary>
    private static string? TargetOf(object? input) =>
        Members(input).Where(m => m.Property.IsDefined(typeof(IDAttribute)) && m.Value is string).Select(m => AuditDetail.Text((string)m.Value!)).FirstOrDefault();

    /// <summary>The input without what is long: words, numbers and ids as they are, lists by their length, addresses without a user or a query, everything else by having been given.</summary>
    private static Dictionary<string, object?> SummaryOf(object? input) => Members(input).Where(m => m.Value is not null).ToDictionary(
        m => JsonNamingPolicy.CamelCase.ConvertName(m.Property.Name),
        object? (m) => m.Value switch
        {
            string or bool or int or long or decimal => m.Value,
            Enum word => word.ToString(),
            ICollection many => $"{many.Count} items",
            Uri { IsAbsoluteUri: true } url => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            _ => "(given)",
        },
        StringComparer.Ordinal);

    private static IEnumerable<(PropertyInfo Property, object? Value)> Members(object? input)
    {
        foreach (var property in input?.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance) ?? [])
        {
            var value = property.GetValue(input);
            if (value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Optional<>))
            {
                value = (bool)type.GetProperty(nameof(Optional<>.HasValue))!.GetValue(value)! ? type.GetProperty(nameof(Optional<>.Value))!.GetValue(value) ?? "null" : null;
            }

            yield return (property, value);
        }
    }
}
