using System.Runtime.InteropServices;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>A place in the response tree: nothing yet, null, a stretch of bytes in the scratch buffer, or a node.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Slot
{
    public ResultNode? Node;
    public int Start;
    public int Length;

    public static Slot Bytes(int start, int end) => new() { Start = start, Length = end - start };
}

/// <summary>An object or list of the response that still waits for something under it.</summary>
internal abstract class ResultNode(ResultNode? parent, int slot, bool nonNull, int slots)
{
    public ResultNode? Parent { get; } = parent;

    /// <summary>The slot of the parent's that this node fills.</summary>
    public int SlotInParent { get; } = slot;

    /// <summary>Whether the place it fills may not be null.</summary>
    public bool NonNull { get; } = nonNull;

    public Slot[] Slots { get; } = new Slot[slots];

    /// <summary>Whether null has taken its place; what still comes in under it is dropped.</summary>
    public bool IsDropped { get; private set; }

    public bool IsDroppedWithAncestors
    {
        get
        {
            for (var node = this; node is not null; node = node.Parent)
            {
                if (node.IsDropped)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Puts null in the place of this node, or of the nearest ancestor that may be null.</summary>
    /// <returns>Whether the null went beyond the root.</returns>
    public bool Drop()
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            node.IsDropped = true;
            if (!node.NonNull && node.Parent is { } parent)
            {
                parent.Slots[node.SlotInParent] = default;
                return false;
            }
        }

        return true;
    }

    /// <summary>Response names and list indices from the root down to a slot of this node's.</summary>
    public List<object> PathTo(int slot)
    {
        var path = new List<object>();
        AddPath(path, slot);
        return path;
    }

    /// <summary>Adds the segments from the root down to a slot of this node's.</summary>
    public void AddPath(List<object> path, int slot)
    {
        Parent?.AddPath(path, SlotInParent);
        AddSegment(path, slot);
    }

    public abstract void Write(ResponseWriter target, ResponseWriter scratch);

    protected abstract void AddSegment(List<object> path, int slot);

    protected static void WriteSlot(Slot slot, ResponseWriter target, ResponseWriter scratch)
    {
        if (slot.Node is { } node)
        {
            node.Write(target, scratch);
        }
        else if (slot.Length > 0)
        {
            target.WriteRaw(scratch.Slice(slot.Start, slot.Length));
        }
        else
        {
            target.WriteNull();
        }
    }
}

/// <summary>An object: one slot for each segment of its selection.</summary>
internal sealed class ObjectNode(ResultNode? parent, int slot, bool nonNull, SelectionPlan selection) : ResultNode(parent, slot, nonNull, selection.Segments.Length)
{
    public SelectionPlan Selection { get; } = selection;

    public override void Write(ResponseWriter target, ResponseWriter scratch)
    {
        var start = target.Length;
        for (var i = 0; i < Slots.Length; i++)
        {
            var segment = Selection.Segments[i];
            if (segment[0].IsAsync)
            {
                target.WriteRaw(segment[0].Key);
                WriteSlot(Slots[i], target, scratch);
            }
            else
            {
                // A run of synchronous fields has its keys in it.
                target.WriteRaw(scratch.Slice(Slots[i].Start, Slots[i].Length));
            }
        }

        ObjectWriter.Close(target, start);
    }

    protected override void AddSegment(List<object> path, int slot)
    {
        if (Selection.Segments[slot][0].IsAsync)
        {
            path.Add(Selection.Segments[slot][0].ResponseName);
        }
    }
}

/// <summary>A list: one slot for each item.</summary>
internal sealed class ListNode(ResultNode parent, int slot, bool nonNull, int count) : ResultNode(parent, slot, nonNull, count)
{
    public override void Write(ResponseWriter target, ResponseWriter scratch)
    {
        target.WriteRaw((byte)'[');
        for (var i = 0; i < Slots.Length; i++)
        {
            if (i > 0)
            {
                target.WriteRaw((byte)',');
            }

            WriteSlot(Slots[i], target, scratch);
        }

        target.WriteRaw((byte)']');
    }

    protected override void AddSegment(List<object> path, int slot) => path.Add(slot);
}
