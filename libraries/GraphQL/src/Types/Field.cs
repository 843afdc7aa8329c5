using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types;

/// <summary>A field of an object or interface type.</summary>
public sealed class Field(string name, GraphQLType type) : INamed
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The type of its value.</summary>
    public GraphQLType Type { get; } = type;

    /// <summary>Its description in the schema, null without one.</summary>
    public string? Description { get; init; }

    /// <summary>Its arguments in the order of their declaration.</summary>
    public NamedList<InputValue> Arguments { get; init; } = NamedList<InputValue>.Empty;

    /// <summary>Why it should no longer be used, null when it may.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>Gets its value. Fields of interfaces have none.</summary>
    public FieldResolver? Resolver { get; init; }

    /// <summary>Opens the stream of events, for root fields of the subscription type.</summary>
    public FieldSubscriber? Subscriber { get; init; }

    /// <summary>Policies and roles it asks for.</summary>
    public IReadOnlyList<AuthorizeRequirement> Authorize { get; init; } = [];

    /// <summary>What it counts for in cost analysis.</summary>
    public FieldCost Cost { get; init; } = FieldCost.Default;
}

/// <summary>An argument of a field or directive, or a field of an input object.</summary>
public sealed class InputValue(string name, GraphQLType type) : INamed
{
    private object? coercedDefault;
    private bool defaultIsCoerced;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The type of its value.</summary>
    public GraphQLType Type { get; } = type;

    /// <summary>Its description in the schema, null without one.</summary>
    public string? Description { get; init; }

    /// <summary>The value it has when none is given, as a document would write it; null without one.</summary>
    public ValueNode? DefaultValue { get; init; }

    /// <summary>Why it should no longer be used, null when it may.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>Turns the coerced value into the C# type that is asked for; null leaves it as its scalar gives it (lists: <c>object?[]</c>).
    /// A <see cref="FormatException"/> it throws tells the client what is wrong with the value.</summary>
    public Func<object?, object?>? Convert { get; init; }

    /// <summary>Whether a value must be given: non-null without a default.</summary>
    public bool IsRequired => Type.IsNonNull && DefaultValue is null;

    /// <summary>The default in coerced form, converted; valid schemas only.</summary>
    internal object? CoercedDefault
    {
        get
        {
            if (!defaultIsCoerced)
            {
                coercedDefault = InputCoercion.CoerceDefault(this);
                defaultIsCoerced = true;
            }

            return coercedDefault;
        }
    }
}

/// <summary>What a field counts for in cost analysis.</summary>
/// <param name="Weight">Of one resolution; null takes the engine's rule: 10 when it awaits something, 1 for objects, 0 for other leaves.</param>
/// <param name="AssumedSize">Items a list has when no slicing argument says so; null takes the engine's default.</param>
/// <param name="SlicingArguments">Arguments that bound the list, such as <c>first</c>.</param>
/// <param name="SizedFields">Sub-fields that are the list, when the field itself is an object around it (<c>nodes</c>, <c>edges</c>).</param>
public sealed record FieldCost(int? Weight, int? AssumedSize, IReadOnlyList<string> SlicingArguments, IReadOnlyList<string> SizedFields)
{
    /// <summary>The engine's rules.</summary>
    public static FieldCost Default { get; } = new(null, null, [], []);
}

/// <summary>Who may see a field: somebody signed in, of a role when any is named, satisfying the policy when one is named.</summary>
/// <param name="Policy">The name of an ASP.NET Core authorization policy, or null.</param>
/// <param name="Roles">One of these is enough; empty asks for none.</param>
public sealed record AuthorizeRequirement(string? Policy, IReadOnlyList<string> Roles);

/// <summary>A directive of a schema.</summary>
public sealed class DirectiveType(string name) : INamed
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>Its description in the schema, null without one.</summary>
    public string? Description { get; init; }

    /// <summary>Its arguments in the order of their declaration.</summary>
    public NamedList<InputValue> Arguments { get; init; } = NamedList<InputValue>.Empty;

    /// <summary>Where it may be applied, in the specification's words (<c>FIELD</c>, <c>QUERY</c>, ...).</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>Whether it may be applied more than once at a place.</summary>
    public bool IsRepeatable { get; init; }
}
