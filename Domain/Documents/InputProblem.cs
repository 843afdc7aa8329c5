namespace OrleansLedger.Domain.Documents;

/// <summary>A reason why a value is not accepted.</summary>
/// <param name="Code">For programs, snake_case.</param>
/// <param name="Text">The rest of a sentence that begins with the value, followed by what to do.</param>
public sealed record ValueProblem(string Code, string Text);

/// <summary>A reason why a field of a document is not accepted.</summary>
/// <param name="Code">For programs, snake_case.</param>
/// <param name="Field">The field as the API spells it, one of <see cref="TransactionFields"/>.</param>
/// <param name="Message">A sentence that begins with the field, followed by what to do.</param>
public sealed record FieldProblem(string Code, string Field, string Message);
