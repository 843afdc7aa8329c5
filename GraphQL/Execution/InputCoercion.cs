using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Values of variables, arguments and input fields, from JSON and literals to C#.</summary>
internal static class InputCoercion
{
    /// <summary>Stands for "not given".</summary>
    public static readonly object Absent = new();

    public static object? CoerceDefault(InputValue input) => null;
}
