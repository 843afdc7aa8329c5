using System.Collections;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>
/// Executes selections with asynchronous fields in them. Resolvers start in the order of the document and run at the same time; their
/// results are gone on with one at a time, in the order they arrive. When nothing has arrived, the data loaders fetch what was asked for.
/// </summary>
internal sealed class TreeExecutor(RequestState request, ResponseWriter scratch, ErrorCollector errors, Schema schema)
{
    private readonly ObjectWriter writer = new(request, scratch, errors, schema);
    private readonly ResolverContext shared = new(request);
    private int outstanding;

    internal CompletionQueue Completions => request.Completions;

    /// <summary>Executes the root selection.</summary>
    /// <returns>The root; null when a null went beyond it.</returns>
    /// <exception cref="OperationCanceledException">The request was cancelled meanwhile.</exception>
    public async ValueTask<ObjectNode?> ExecuteAsync(OperationPlan plan, object? rootValue)
    {
        var root = new ObjectNode(null, 0, nonNull: false, plan.Root);
        await using var registration = request.CancellationToken.UnsafeRegister(static queue => ((CompletionQueue)queue!).Wake(), request.Completions);
        if (plan.Operation.Operation == OperationKind.Mutation)
        {
            for (var i = 0; i < plan.Root.Segments.Length && !root.IsDropped; i++)
            {
                StartSegment(root, i, rootValue);
                await DrainAsync();
                request.ForgetLoaded();
            }
        }
        else
        {
            StartObject(root, rootValue);
            await DrainAsync();
        }

        return root.IsDropped ? null : root;
    }

    private async ValueTask DrainAsync()
    {
        while (true)
        {
            if (Turn())
            {
                return;
            }

            await request.Completions.WaitAsync();
        }
    }

    /// <summary>Goes on with everything that can be gone on with now.</summary>
    /// <returns>Whether nothing is left to wait for.</returns>
    private bool Turn()
    {
        using var inside = request.Completions.Enter();
        do
        {
            while (request.Completions.TryTake(out var completion))
            {
                completion.Complete();
            }

            request.CancellationToken.ThrowIfCancellationRequested();
        }
        while (request.DispatchLoaders());
        return outstanding == 0;
    }

    private void StartObject(ObjectNode node, object? source)
    {
        for (var i = 0; i < node.Slots.Length && !node.IsDropped; i++)
        {
            StartSegment(node, i, source);
        }
    }

    private void StartSegment(ObjectNode node, int slot, object? source)
    {
        var segment = node.Selection.Segments[slot];
        if (segment[0].IsAsync)
        {
            StartField(node, slot, segment[0], source);
            return;
        }

        var start = scratch.Length;
        writer.Anchor(node, slot);
        if (writer.TryWriteFields(segment, source))
        {
            node.Slots[slot] = Slot.Bytes(start, scratch.Length);
        }
        else
        {
            node.Drop();
        }
    }

    private void StartField(ObjectNode node, int slot, FieldPlan field, object? source)
    {
        object? value;
        try
        {
            ObjectWriter.Authorize(request, field);
            var context = field.Resolver.KeepsContext ? new ResolverContext(request) : shared;
            context.Plan = field;
            context.Source = source;
            context.Arguments = field.ArgumentsIn(request);
            context.Node = node;
            context.Slot = slot;
            if (field.Resolver.IsAsync)
            {
                if (field.Resolver.Begin(context, out value) is { } pending)
                {
                    outstanding++;
                    pending.Listen(this, node, slot, field);
                    return;
                }
            }
            else
            {
                value = field.Resolver.Resolve(context);
            }
        }
        catch (Exception e)
        {
            Fail(node, slot, field, field.Type, e);
            return;
        }

        Complete(node, slot, field, field.Type, value);
    }

    private void Complete(ResultNode node, int slot, FieldPlan field, TypePlan type, object? value)
    {
        if (value is null)
        {
            if (type.IsNonNull)
            {
                Fail(node, slot, field, type, ObjectWriter.NullViolation(field));
            }

            return;
        }

        if (value is Exception failure)
        {
            Fail(node, slot, field, type, failure);
            return;
        }

        if (!type.IsAsync)
        {
            var start = scratch.Length;
            writer.Anchor(node, slot);
            if (writer.TryWriteValue(field, type, value))
            {
                node.Slots[slot] = Slot.Bytes(start, scratch.Length);
            }
            else
            {
                node.Drop();
            }

            return;
        }

        try
        {
            if (type.Item is { } item)
            {
                CompleteList(node, slot, field, type, item, value);
                return;
            }

            var child = new ObjectNode(node, slot, type.IsNonNull, type.SelectionOn(ObjectWriter.ObjectTypeOf(schema, field, type, value)));
            node.Slots[slot].Node = child;
            StartObject(child, value);
        }
        catch (Exception e)
        {
            Fail(node, slot, field, type, e);
        }
    }

    private void CompleteList(ResultNode node, int slot, FieldPlan field, TypePlan type, TypePlan item, object value)
    {
        var items = value switch
        {
            string => throw ObjectWriter.NotAList(field),
            IList list => list,
            IEnumerable many => many.Cast<object?>().ToList(),
            _ => throw ObjectWriter.NotAList(field),
        };
        var child = new ListNode(node, slot, type.IsNonNull, items.Count);
        node.Slots[slot].Node = child;
        for (var i = 0; i < items.Count && !child.IsDropped; i++)
        {
            Complete(child, i, field, item, items[i]);
        }
    }

    private void Fail(ResultNode node, int slot, FieldPlan field, TypePlan type, Exception exception)
    {
        errors.Add(field, node.PathTo(slot), exception);
        node.Slots[slot] = default;
        if (type.IsNonNull)
        {
            node.Drop();
        }
    }

    /// <summary>Goes on with a field whose resolver has answered.</summary>
    internal void Resume(ObjectNode node, int slot, FieldPlan field, object? value, Exception? failure)
    {
        outstanding--;
        if (node.IsDroppedWithAncestors)
        {
            return;
        }

        if (failure is null)
        {
            Complete(node, slot, field, field.Type, value);
        }
        else
        {
            Fail(node, slot, field, field.Type, failure);
        }
    }
}
