using OrleansLedger.Api.Graph;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Documents;

/// <summary>Something of the tenant's that is kept in step with accounting systems and has sync records.</summary>
[InterfaceType]
[GraphQLName("Document")]
public interface IDocument : INode
{
    /// <summary>The tenant's own key, unique among documents of its type.</summary>
    string SourceReference { get; }

    /// <summary>When it first came in.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>When it last changed.</summary>
    DateTimeOffset UpdatedAt { get; }
}
