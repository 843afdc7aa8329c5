namespace OrleansLedger.GraphQL.Validation;

/// <summary>A rule documents must keep. It says by <see cref="IEnter{TNode}"/> and <see cref="ILeave{TNode}"/> which nodes it sees.</summary>
/// <remarks>Rules live as long as their walker and see one document after the other; what they remember of one they forget at the next.</remarks>
internal abstract class ValidationRule(ValidationContext context)
{
    protected ValidationContext Context { get; } = context;
}

/// <summary>Sees nodes of a kind before what is in them.</summary>
internal interface IEnter<in TNode>
{
    void Enter(TNode node);
}

/// <summary>Sees nodes of a kind after what is in them.</summary>
internal interface ILeave<in TNode>
{
    void Leave(TNode node);
}
