using System.Runtime.InteropServices;

namespace OrleansLedger.GraphQL;

/// <summary>An argument or input field that tells "not given" from "given as null".</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Optional<T>
{
    /// <summary>A value that was given.</summary>
    public Optional(T? value)
    {
        Value = value;
        HasValue = true;
    }

    /// <summary>The value; the type's default when none was given.</summary>
    public T? Value { get; }

    /// <summary>Whether one was given.</summary>
    public bool HasValue { get; }

    /// <summary>A value that was given.</summary>
    public static implicit operator Optional<T>(T? value) => new(value);
}
