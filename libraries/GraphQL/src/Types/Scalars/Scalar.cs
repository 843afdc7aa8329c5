using System.Diagnostics.CodeAnalysis;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>A scalar whose values have one C# type.</summary>
internal abstract class Scalar<T> : ScalarType, IValueWriter<T>
    where T : notnull
{
    private protected Scalar(string name)
        : base(name) => RuntimeType = typeof(T);

    /// <inheritdoc />
    public abstract bool TryWriteValue(ResponseWriter writer, T value, [NotNullWhen(false)] out string? error);

    /// <inheritdoc />
    public override bool TryWrite(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error) =>
        value is T own ? TryWriteValue(writer, own, out error) : TryWriteOther(writer, value, out error);

    /// <summary>Writes a value of another C# type that still stands for one of this scalar, such as an element of a JSON document.</summary>
    protected virtual bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        error = $"{Name} cannot represent value: {Inspection.Of(value)}";
        return false;
    }

    /// <summary>The answer of a coercion that worked.</summary>
    private protected static bool Coerced(object result, out object? value, out string? error)
    {
        value = result;
        error = null;
        return true;
    }

    /// <summary>The answer of a coercion that did not.</summary>
    private protected static bool Refused(string reason, out object? value, out string? error)
    {
        value = null;
        error = reason;
        return false;
    }
}
