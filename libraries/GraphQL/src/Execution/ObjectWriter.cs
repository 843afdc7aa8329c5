using System.Collections;
using System.Runtime.InteropServices;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>
/// Executes selections that are synchronous all through and writes them straight into the response buffer. What an error
/// makes null is taken back from the buffer, up to the nearest place that may be null.
/// </summary>
internal sealed class ObjectWriter
{
    private readonly RequestState request;
    private readonly ResponseWriter writer;
    private readonly ErrorCollector errors;
    private readonly Schema schema;
    private readonly ResolverContext context;
    private PathSegment[] path = new PathSegment[4];
    private int depth;
    private ResultNode? anchor;
    private int anchorSlot;

    public ObjectWriter(RequestState request, ResponseWriter writer, ErrorCollector errors, Schema schema)
    {
        this.request = request;
        this.writer = writer;
        this.errors = errors;
        this.schema = schema;
        context = new ResolverContext(request) { Writer = this };
    }

    /// <summary>Where in the tree what is written now belongs; nothing for the root.</summary>
    public void Anchor(ResultNode? node, int slot)
    {
        anchor = node;
        anchorSlot = slot;
        depth = 0;
    }

    /// <summary>Closes an object of fields that each began with a comma.</summary>
    public static void Close(ResponseWriter writer, int start)
    {
        if (writer.Length == start)
        {
            writer.WriteRaw((byte)'{');
        }
        else
        {
            writer.Patch(start, (byte)'{');
        }

        writer.WriteRaw((byte)'}');
    }

    /// <summary>Writes an object.</summary>
    /// <returns>False when a field that may not be null was; nothing is written then.</returns>
    public bool TryWriteObject(SelectionPlan selection, object? source)
    {
        var start = writer.Length;
        if (!TryWriteFields(selection.Fields, source))
        {
            return false;
        }

        Close(writer, start);
        return true;
    }

    /// <summary>Writes fields with their keys, each after a comma.</summary>
    /// <returns>False when one that may not be null was; nothing is written then.</returns>
    public bool TryWriteFields(FieldPlan[] fields, object? source)
    {
        var start = writer.Length;
        foreach (var field in fields)
        {
            if (!TryWriteField(field, source))
            {
                writer.Truncate(start);
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a value that is there already.</summary>
    /// <returns>False when it, or something in it that makes it null, is null and may not be. The error is recorded.</returns>
    public bool TryWriteValue(FieldPlan field, TypePlan type, object? value)
    {
        if (value is null)
        {
            return TryWriteNull(field, type);
        }

        var mark = writer.Length;
        var level = depth;
        bool written;
        try
        {
            written = type switch
            {
                _ when value is Exception failure => throw failure,
                { Leaf: { } leaf } => TryWriteLeaf(leaf, value),
                { Item: { } item } => TryWriteList(field, item, value),
                _ => TryWriteObject(type.SelectionOn(ObjectTypeOf(schema, field, type, value)), value),
            };
        }
        catch (Exception e)
        {
            AddError(field, e);
            written = false;
        }

        if (written)
        {
            return true;
        }

        depth = level;
        writer.Truncate(mark);
        if (type.IsNonNull)
        {
            return false;
        }

        writer.WriteNull();
        return true;
    }

    /// <summary>The object type of a value.</summary>
    /// <exception cref="FieldFailure">It is none that the field may have.</exception>
    public static ObjectType ObjectTypeOf(Schema schema, FieldPlan field, TypePlan type, object value)
    {
        if (type.Object is { } one)
        {
            return one.IsTypeOf is null || one.IsTypeOf(value) ? one : throw new FieldFailure($"Expected value of type \"{one.Name}\" but got: {Inspection.Of(value)}.");
        }

        var several = type.Abstract!;
        var name = several.ResolveTypeName is { } resolve ? resolve(value) : schema.TypeNameOf(value.GetType(), type.Named);
        if (name is null)
        {
            throw new FieldFailure(
                $"Abstract type \"{several.Name}\" must resolve to an Object type at runtime for field \"{field.ParentType.Name}.{field.Field.Name}\". " +
                $"Either the \"{several.Name}\" type should provide a \"resolveType\" function or each possible type should provide an \"isTypeOf\" function.");
        }

        var found = schema.Types.Find(name) ?? throw new FieldFailure($"Abstract type \"{several.Name}\" was resolved to a type \"{name}\" that does not exist inside the schema.");
        if (found is not ObjectType concrete)
        {
            throw new FieldFailure($"Abstract type \"{several.Name}\" was resolved to a non-object type \"{name}\".");
        }

        return schema.IsPossible(type.Named, concrete) ? concrete : throw new FieldFailure($"Runtime Object type \"{name}\" is not a possible type for \"{several.Name}\".");
    }

    public static FieldFailure NullViolation(FieldPlan field) => new($"Cannot return null for non-nullable field {field.ParentType.Name}.{field.Field.Name}.");

    public static FieldFailure NotAList(FieldPlan field) => new($"Expected Iterable, but did not find one for field \"{field.ParentType.Name}.{field.Field.Name}\".");

    /// <summary>Refuses the field when who asks may not see it.</summary>
    /// <exception cref="GraphQLException">It may not be seen.</exception>
    public static void Authorize(RequestState request, FieldPlan field)
    {
        foreach (var index in field.Authorize)
        {
            AuthorizationCheck.ThrowUnlessGranted(request.Authorization[index]);
        }
    }

    private bool TryWriteField(FieldPlan field, object? source)
    {
        writer.WriteRaw(field.Key);
        var mark = writer.Length;
        var level = depth;
        Push(new PathSegment(field, 0));
        context.Plan = field;
        context.Source = source;
        bool written;
        try
        {
            if (field.LeafWriter is { } leaf)
            {
                var problem = leaf.Write(context, writer);
                written = problem is null || WriteProblem(field, problem);
            }
            else
            {
                Authorize(request, field);
                var own = field.Resolver.KeepsContext ? new ResolverContext(request) { Writer = this, Plan = field, Source = source } : context;
                own.Arguments = field.ArgumentsIn(request);
                written = TryWriteValue(field, field.Type, field.Resolver.Resolve(own));
            }
        }
        catch (Exception e)
        {
            AddError(field, e);
            written = false;
        }

        if (!written)
        {
            depth = level;
            writer.Truncate(mark);
            if (field.Type.IsNonNull)
            {
                return false;
            }

            writer.WriteNull();
            return true;
        }

        depth = level;
        return true;
    }

    private bool WriteProblem(FieldPlan field, string problem)
    {
        if (ReferenceEquals(problem, LeafWriter.IsNull))
        {
            return TryWriteNull(field, field.Type);
        }

        throw new FieldFailure(problem);
    }

    private bool TryWriteNull(FieldPlan field, TypePlan type)
    {
        if (type.IsNonNull)
        {
            AddError(field, NullViolation(field));
            return false;
        }

        writer.WriteNull();
        return true;
    }

    private bool TryWriteLeaf(LeafType leaf, object value) => leaf.TryWrite(writer, value, out var error) ? true : throw new FieldFailure(error);

    private bool TryWriteList(FieldPlan field, TypePlan item, object value)
    {
        if (value is not IEnumerable items || value is string)
        {
            throw NotAList(field);
        }

        writer.WriteRaw((byte)'[');
        var level = depth;
        var index = 0;
        Push(default);
        if (value is IList list)
        {
            for (; index < list.Count; index++)
            {
                if (!TryWriteItem(field, item, list[index], index, level))
                {
                    return false;
                }
            }
        }
        else
        {
            foreach (var element in items)
            {
                if (!TryWriteItem(field, item, element, index++, level))
                {
                    return false;
                }
            }
        }

        depth = level;
        writer.WriteRaw((byte)']');
        return true;
    }

    private bool TryWriteItem(FieldPlan field, TypePlan item, object? element, int index, int level)
    {
        if (index > 0)
        {
            writer.WriteRaw((byte)',');
        }

        path[level] = new PathSegment(null, index);
        depth = level + 1;
        return TryWriteValue(field, item, element);
    }

    private void Push(PathSegment segment)
    {
        if (depth == path.Length)
        {
            Array.Resize(ref path, depth * 2);
        }

        path[depth++] = segment;
    }

    private void AddError(FieldPlan field, Exception exception) => errors.Add(field, CurrentPath(), exception);

    /// <summary>Response names and list indices down to what is written now.</summary>
    public List<object> CurrentPath()
    {
        var segments = new List<object>();
        anchor?.AddPath(segments, anchorSlot);
        for (var i = 0; i < depth; i++)
        {
            segments.Add(path[i].Field is { } field ? field.ResponseName : path[i].Index);
        }

        return segments;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct PathSegment(FieldPlan? Field, int Index);
}
