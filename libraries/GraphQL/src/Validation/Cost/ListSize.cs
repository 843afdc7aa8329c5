using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Cost;

/// <summary>How many items a list is taken to have: as many as its slicing arguments ask for (the greatest of them), and an assumed number where none says so.</summary>
internal sealed class ListSize
{
    private readonly long known;
    private readonly IReadOnlyList<(string Variable, long? Default)> variables;
    private readonly long assumed;

    private ListSize(long known, IReadOnlyList<(string Variable, long? Default)> variables, long assumed)
    {
        this.known = known;
        this.variables = variables;
        this.assumed = assumed;
    }

    /// <summary>One item: no list at all.</summary>
    public static ListSize One { get; } = Of(1);

    /// <summary>Whether it is the same in every request.</summary>
    public bool IsConstant => variables.Count == 0;

    /// <summary>This many items.</summary>
    public static ListSize Of(long size) => new(size, [], size);

    /// <summary>The size of a field's list.</summary>
    public static ListSize Of(FieldNode node, Field field, long assumed)
    {
        long literal = -1;
        List<(string, long?)>? fromRequest = null;
        foreach (var name in field.Cost.SlicingArguments)
        {
            var unless = NumberOf(field.Arguments.Find(name)?.DefaultValue);
            switch (node.Arguments.FirstOrDefault(a => a.Name.Value == name)?.Value)
            {
                case VariableNode variable:
                    (fromRequest ??= []).Add((variable.Name.Value, unless));
                    break;
                case { } value:
                    literal = Math.Max(literal, NumberOf(value) ?? -1);
                    break;
                default:
                    literal = Math.Max(literal, unless ?? -1);
                    break;
            }
        }

        return new ListSize(literal, fromRequest ?? [], field.Cost.AssumedSize ?? assumed);
    }

    /// <summary>The size with a request's variables; they are not looked at when it is constant.</summary>
    public long With(VariableValues? values)
    {
        var size = known;
        for (var i = 0; i < variables.Count; i++)
        {
            var (name, unless) = variables[i];
            var value = values![name];
            size = Math.Max(size, (value == InputCoercion.Absent ? unless : NumberOf(value)) ?? -1);
        }

        return size < 0 ? assumed : size;
    }

    // A negative number is the resolver's to refuse; until it does nothing is listed.
    private static long Bounded(long size) => Math.Clamp(size, 0, CostSum.Most);

    private static long? NumberOf(ValueNode? literal) => literal is IntValueNode number ? Bounded(long.TryParse(number.Value, out var size) ? size : CostSum.Most) : null;

    private static long? NumberOf(object? value) => value switch
    {
        int number => Bounded(number),
        long number => Bounded(number),
        short number => Bounded(number),
        byte number => number,
        _ => null,
    };
}
