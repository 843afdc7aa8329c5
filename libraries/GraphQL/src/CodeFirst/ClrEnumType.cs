using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>The enum type of a C# enum.</summary>
internal sealed class ClrEnumType<T> : EnumType, IValueWriter<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, byte[]> json;

    public ClrEnumType(Type type, XmlDocumentation documentation)
        : base(Naming.OfType(type))
    {
        Description = documentation.Of(type);
        RuntimeType = type;
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => !f.IsDefined(typeof(GraphQLIgnoreAttribute)));
        Values = new(fields.Select(f => new EnumValue(Naming.OfEnumValue(f), f.GetValue(null)!)
        {
            Description = documentation.Of(f),
            DeprecationReason = Deprecation.Of(f),
        }));
        json = Values.DistinctBy(v => v.RuntimeValue).ToDictionary(v => (T)v.RuntimeValue, v => v.Json);
    }

    public bool TryWriteValue(ResponseWriter writer, T value, [NotNullWhen(false)] out string? error)
    {
        if (!json.TryGetValue(value, out var found))
        {
            error = $"Enum \"{Name}\" cannot represent value: {value}";
            return false;
        }

        writer.WriteRaw(found);
        error = null;
        return true;
    }
}
