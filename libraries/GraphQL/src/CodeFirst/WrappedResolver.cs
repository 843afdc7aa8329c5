using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>A field whose resolution, authorization included, happens inside a wrapper of the application's.</summary>
internal sealed class WrappedResolver(Field field, Func<ResolverContext, Func<ValueTask<object?>>, ValueTask<object?>> wrapper) : FieldResolver
{
    public override bool IsAsync => true;

    public override bool KeepsContext => true;

    public override object Resolve(ResolverContext context) => throw new InvalidOperationException("An asynchronous resolver was called synchronously.");

    public override ValueTask<object?> ResolveAsync(ResolverContext context) => wrapper(context, () => ResolveInsideAsync(context));

    private async ValueTask<object?> ResolveInsideAsync(ResolverContext context)
    {
        foreach (var outcome in await AuthorizationCheck.EvaluateAsync(field.Authorize, context.User, context.Services))
        {
            AuthorizationCheck.ThrowUnlessGranted(outcome);
        }

        return await field.Resolver!.ResolveAsync(context);
    }
}
