using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What lives as long as one execution.</summary>
internal sealed class RequestState(GraphQLRequest request, VariableValues variables, CancellationToken cancellationToken)
{
    private readonly Lock gate = new();
    private Dictionary<Type, IDataLoader>? loaders;
    private object?[]?[] arguments = [];

    public IServiceProvider Services => request.Services;

    public ClaimsPrincipal User => request.User;

    public VariableValues Variables { get; } = variables;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public IDictionary<string, object?> Data { get => field ??= new Dictionary<string, object?>(StringComparer.Ordinal); init; }

    /// <summary>Work that resolvers left behind, and what wakes the executor.</summary>
    public CompletionQueue Completions { get; } = new();

    /// <summary>Whether each of the operation's requirements is met; filled before execution.</summary>
    public AuthorizationOutcome[] Authorization { get; set; } = [];

    /// <summary>The arguments of a field whose arguments have variables, coerced once a request.</summary>
    public object?[] ArgumentsOf(FieldPlan plan)
    {
        if (plan.Index >= arguments.Length)
        {
            Array.Resize(ref arguments, plan.Operation.FieldCount);
        }

        return arguments[plan.Index] ??= InputCoercion.CoerceArguments($"{plan.ParentType.Name}.{plan.Field.Name}", plan.Field.Arguments, plan.Nodes[0].Arguments, Variables);
    }

    public T DataLoader<T>()
        where T : class, IDataLoader
    {
        lock (gate)
        {
            loaders ??= [];
            if (!loaders.TryGetValue(typeof(T), out var loader))
            {
                loader = ActivatorUtilities.CreateInstance<T>(Services);
                loader.Attach(Completions, CancellationToken);
                loaders.Add(typeof(T), loader);
            }

            return (T)loader;
        }
    }

    /// <summary>Lets go of every loader with what it has fetched: the mutation that follows sees, and shows, what the one before has changed.</summary>
    public void ForgetLoaded()
    {
        lock (gate)
        {
            loaders = null;
        }
    }

    /// <summary>Starts a batch in every loader that has keys waiting.</summary>
    /// <returns>Whether any had.</returns>
    public bool DispatchLoaders()
    {
        IDataLoader[] all;
        lock (gate)
        {
            if (loaders is null)
            {
                return false;
            }

            all = [.. loaders.Values];
        }

        var any = false;
        foreach (var loader in all)
        {
            any |= loader.Dispatch();
        }

        return any;
    }
}

/// <summary>Whether a requirement is met by who asks.</summary>
/// <param name="Verdict">Whether it is.</param>
/// <param name="Reason">The policy's own words where it is not; null where it has none.</param>
internal readonly record struct AuthorizationOutcome(AuthorizationVerdict Verdict, string? Reason = null);

internal enum AuthorizationVerdict
{
    Unknown,
    Granted,
    NotAuthenticated,
    NotAuthorized,
}
