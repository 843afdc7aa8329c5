using System.Globalization;
using System.Reflection;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>C# default values as literals of the schema.</summary>
internal static class Literals
{
    public static ValueNode Of(object? value) => value switch
    {
        null => new NullValueNode(default),
        bool b => new BooleanValueNode(default, b),
        string s => new StringValueNode(default, s, block: false),
        Enum e => new EnumValueNode(default, Naming.OfEnumValue(e.GetType().GetField(e.ToString(), BindingFlags.Public | BindingFlags.Static)
            ?? throw new NotSupportedException($"{e.GetType()} has no value {e}, so it cannot be a default."))),
        sbyte or byte or short or ushort or int or uint or long or ulong => new IntValueNode(default, Convert.ToString(value, CultureInfo.InvariantCulture)!),
        double or float or decimal => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        System.Collections.IEnumerable items => new ListValueNode(default, [.. items.Cast<object?>().Select(Of)]),
        _ => throw new NotSupportedException($"{value.GetType()} cannot be a default value in a schema: use numbers, strings, booleans, enum values and lists of them."),
    };

    private static ValueNode Number(string text) => text.AsSpan().ContainsAny('.', 'e', 'E') ? new FloatValueNode(default, text) : new IntValueNode(default, text);
}
