using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>What a schema's text does not say: where values come from.</summary>
public sealed class SdlOptions
{
    /// <summary>The resolver of an object type's field, by the names of both; null takes the default, which reads the field's name from dictionaries and JSON objects.</summary>
    public Func<string, string, FieldResolver?>? Resolver { get; set; }

    /// <summary>The subscriber of a field of the subscription type, by the names of both; null leaves it without one.</summary>
    public Func<string, string, FieldSubscriber?>? Subscriber { get; set; }

    /// <summary>Implementations of scalars the text declares, found by name. The others take and give any JSON value.</summary>
    public IList<ScalarType> Scalars { get; } = [];
}
