using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Gets a field's value from its parent.</summary>
/// <remarks>
/// A resolver that never awaits says so: the executor writes what it returns straight into the response. Values: null; for lists any
/// <see cref="System.Collections.IEnumerable"/>; for leaves what the type can write; for the rest any object.
/// An exception as a value, also as an item of a list, is an error in that place alone.
/// </remarks>
public abstract class FieldResolver
{
    /// <summary>Whether <see cref="ResolveAsync"/> must be called rather than <see cref="Resolve"/>.</summary>
    public virtual bool IsAsync => false;

    /// <summary>Whether the context outlives the call (the resolver hands it on); otherwise one context serves many calls.</summary>
    public virtual bool KeepsContext => false;

    /// <summary>The value, at once.</summary>
    public abstract object? Resolve(ResolverContext context);

    /// <summary>The value, in time. Everything the resolver needs of the context is read before its first await, unless it keeps the context.</summary>
    public virtual ValueTask<object?> ResolveAsync(ResolverContext context) => new(Resolve(context));

    /// <summary>Begins an asynchronous resolution.</summary>
    /// <param name="context">The context.</param>
    /// <param name="value">The value, when it is there at once.</param>
    /// <returns>What is to be waited for; null when the value is there.</returns>
    internal virtual PendingField? Begin(ResolverContext context, out object? value) => PendingField<object?>.Of(ResolveAsync(context), out value);

    /// <summary>Writes the value of a leaf field without boxing it, when resolver and type fit; null otherwise.</summary>
    internal virtual LeafWriter? LeafWriterFor(LeafType type) => null;

    /// <summary>A resolver that never awaits.</summary>
    public static FieldResolver Of<T>(Func<ResolverContext, T> resolve, bool keepsContext = false) => new SyncResolver<T>(resolve, keepsContext);

    /// <summary>A resolver that may await.</summary>
    public static FieldResolver OfTask<T>(Func<ResolverContext, ValueTask<T>> resolve, bool keepsContext = true) => new AsyncResolver<T>(resolve, keepsContext);
}

/// <summary>Writes one leaf field of an object.</summary>
internal abstract class LeafWriter
{
    /// <summary>Writes the value, or nothing when it is null.</summary>
    /// <returns>Null when written, else why not: <see cref="IsNull"/> for a null value, or an error's text.</returns>
    public abstract string? Write(ResolverContext context, ResponseWriter writer);

    /// <summary>The answer of <see cref="Write"/> for a null value; compared by reference.</summary>
    public const string IsNull = "null";
}

internal sealed class SyncResolver<T>(Func<ResolverContext, T> resolve, bool keepsContext) : FieldResolver
{
    public override bool KeepsContext => keepsContext;

    public override object? Resolve(ResolverContext context) => resolve(context);

    internal override LeafWriter? LeafWriterFor(LeafType type)
    {
        if (type is IValueWriter<T> writer)
        {
            return new ValueLeafWriter<T>(resolve, writer);
        }

        return Nullable.GetUnderlyingType(typeof(T)) is { } underlying && typeof(IValueWriter<>).MakeGenericType(underlying).IsInstanceOfType(type)
            ? (LeafWriter)Activator.CreateInstance(typeof(NullableLeafWriter<>).MakeGenericType(underlying), resolve, type)!
            : null;
    }
}

internal sealed class AsyncResolver<T>(Func<ResolverContext, ValueTask<T>> resolve, bool keepsContext) : FieldResolver
{
    public override bool IsAsync => true;

    public override bool KeepsContext => keepsContext;

    public override object Resolve(ResolverContext context) => throw new InvalidOperationException("An asynchronous resolver was called synchronously.");

    public override async ValueTask<object?> ResolveAsync(ResolverContext context) => await resolve(context);

    internal override PendingField? Begin(ResolverContext context, out object? value) => PendingField<T>.Of(resolve(context), out value);
}

internal sealed class ValueLeafWriter<T>(Func<ResolverContext, T> resolve, IValueWriter<T> type) : LeafWriter
{
    public override string? Write(ResolverContext context, ResponseWriter writer)
    {
        var value = resolve(context);
        if (value is null)
        {
            return IsNull;
        }

        return type.TryWriteValue(writer, value, out var error) ? null : error;
    }
}

internal sealed class NullableLeafWriter<T>(Func<ResolverContext, T?> resolve, IValueWriter<T> type) : LeafWriter
    where T : struct
{
    public override string? Write(ResolverContext context, ResponseWriter writer)
    {
        if (resolve(context) is not { } value)
        {
            return IsNull;
        }

        return type.TryWriteValue(writer, value, out var error) ? null : error;
    }
}

/// <summary>Opens the stream of events behind a subscription field. Each event becomes the parent of one execution's root field.</summary>
public abstract class FieldSubscriber
{
    /// <summary>The stream. It ends when the token is cancelled: the client has gone.</summary>
    public abstract ValueTask<IAsyncEnumerable<object?>> SubscribeAsync(ResolverContext context, CancellationToken cancellationToken);

    /// <summary>A subscriber from a function.</summary>
    public static FieldSubscriber Of(Func<ResolverContext, CancellationToken, ValueTask<IAsyncEnumerable<object?>>> subscribe) => new FunctionSubscriber(subscribe);

    private sealed class FunctionSubscriber(Func<ResolverContext, CancellationToken, ValueTask<IAsyncEnumerable<object?>>> subscribe) : FieldSubscriber
    {
        public override ValueTask<IAsyncEnumerable<object?>> SubscribeAsync(ResolverContext context, CancellationToken cancellationToken) => subscribe(context, cancellationToken);
    }
}
