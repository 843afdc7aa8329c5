namespace OrleansLedger.GraphQL.Execution;

/// <summary>A field whose resolver has not answered yet.</summary>
internal abstract class PendingField : ICompletion
{
    private TreeExecutor? executor;
    private ObjectNode? node;
    private FieldPlan? field;
    private int slot;

    /// <summary>Waits for the answer and hands it to the executor.</summary>
    public void Listen(TreeExecutor waiting, ObjectNode parent, int slotOfParent, FieldPlan plan)
    {
        executor = waiting;
        node = parent;
        slot = slotOfParent;
        field = plan;
        WhenAnswered(Arrive);
    }

    public void Complete()
    {
        object? value = null;
        Exception? failure = null;
        try
        {
            value = Answer();
        }
        catch (Exception e)
        {
            failure = e;
        }

        executor!.Resume(node!, slot, field!, value, failure);
    }

    protected abstract void WhenAnswered(Action continuation);

    protected abstract object? Answer();

    private void Arrive() => executor!.Completions.Add(this);
}

/// <inheritdoc />
internal sealed class PendingField<T> : PendingField
{
    private ValueTask<T> task;

    private PendingField(ValueTask<T> task) => this.task = task;

    /// <summary>Nothing to wait for when the task has ended; its failure is thrown.</summary>
    public static PendingField<T>? Of(ValueTask<T> task, out object? value)
    {
        if (task.IsCompleted)
        {
            value = task.GetAwaiter().GetResult();
            return null;
        }

        value = null;
        return new PendingField<T>(task);
    }

    protected override void WhenAnswered(Action continuation) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);

    protected override object? Answer() => task.GetAwaiter().GetResult();
}
