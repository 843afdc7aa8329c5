namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>What arguments and input fields have in common.</summary>
internal static class InputValueChecks
{
    /// <summary>The type can be given.</summary>
    public static void CheckType(SchemaReport report, InputValue input, string coordinate)
    {
        if (!input.Type.IsInputType)
        {
            report.Add($"The type of {coordinate} must be Input Type but got: {input.Type}.", report.TypeNodeOf(input));
        }
    }

    /// <summary>What must be given cannot be deprecated.</summary>
    public static void CheckDeprecation(SchemaReport report, InputValue input, string what, string coordinate)
    {
        if (input.IsRequired && input.DeprecationReason is not null)
        {
            report.Add($"Required {what} {coordinate} cannot be deprecated.", report.DeprecationOf(input), report.TypeNodeOf(input));
        }
    }
}
