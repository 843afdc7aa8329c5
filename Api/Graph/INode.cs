using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Graph;

/// <summary>Anything that has an id and can be asked for by it.</summary>
[InterfaceType]
[GraphQLName("Node")]
public interface INode
{
    /// <summary>Opaque; never changes.</summary>
    [ID]
    string Id { get; }
}
