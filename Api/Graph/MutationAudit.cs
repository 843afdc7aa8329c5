using System.Collections;
using System.Reflection;
using System.Text.Json;
using OrleansLedger.Api.Access;
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

/// <summary>Leaves a row of the audit chain for every mutation: those refused and those that broke too.</summary>
internal static class MutationAudit
{
    public static async ValueTask<object?> RecordAsync(ResolverContext context, Func<ValueTask<object?>> mutation)
    {
        // Once the client has gone, the request's services may be gone too.
        var record = Open(context);
        var cancellation = context.CancellationToken;
        try
        {
            var payload = await mutation();
            var problem = (payload as IPayload)?.Errors is [var first, ..] ? first : null;
            await record(problem is null ? AuditOutcome.Ok : AuditOutcome.Refused, problem is null ? null : CodeOf(problem));
            return payload;
        }
        catch (GraphQLException refused)
        {
            await record(AuditOutcome.Refused, refused.Errors[0].Code?.ToLowerInvariant());
            throw;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Whatever was thrown: the client went away or the time was up in the middle of it.
            await record(AuditOutcome.Failed, "cancelled");
            throw;
        }
        catch (Exception)
        {
            await record(AuditOutcome.Failed, "internal_error");
            throw;
        }
    }

    /// <summary>Takes from the request all that the entry needs, and gives what writes it.</summary>
    private static Func<AuditOutcome, string?, Task> Open(ResolverContext context)
    {
        var (audit, clock, user) = (context.Service<AuditStore>(), context.Service<TimeProvider>(), context.User);
        var input = context.Field.Arguments.Count > 0 ? context.Argument(0) : null;
        var entry = new AuditFact(
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
        return (outcome, code) => audit.AppendAsync(user.TenantId(), entry with { At = clock.GetUtcNow(), Outcome = outcome, Code = code }, CancellationToken.None);
    }

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

    private static string CodeOf(IProblem problem) => problem switch
    {
        NotFoundProblem p => p.Code,
        InvalidInputProblem p => p.Code,
        ConflictProblem p => p.Code,
        ProviderProblem p => p.Code,
        _ => "refused",
    };
}
