using System.Reflection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>The arguments of one field while its methods' parameters are looked at.</summary>
internal sealed class ArgumentList(TypeRegistry registry, XmlDocumentation documentation)
{
    private static readonly NullabilityInfoContext Nullability = new();
    private readonly List<InputValue> arguments = [];

    public NamedList<InputValue> Arguments => new(arguments);

    public int Count => arguments.Count;

    public string NameAt(int index) => arguments[index].Name;

    /// <summary>The index of an argument that the engine itself adds.</summary>
    public int Add(InputValue argument)
    {
        arguments.Add(argument);
        return arguments.Count - 1;
    }

    /// <summary>The index of the argument a parameter stands for.</summary>
    public int Add(ParameterInfo parameter)
    {
        var name = Naming.OfParameter(parameter);
        var known = arguments.FindIndex(a => a.Name == name);
        if (known >= 0)
        {
            return known;
        }

        NullabilityInfo nullability;
        lock (Nullability)
        {
            nullability = Nullability.Create(parameter);
        }

        var type = registry.TypeOf(parameter.ParameterType, nullability, input: true, parameter.IsDefined(typeof(IDAttribute)));
        return Add(new InputValue(name, type)
        {
            Description = documentation.Of(parameter),
            DeprecationReason = Deprecation.Of(parameter),
            Convert = InputConversion.For(parameter.ParameterType, type),
            DefaultValue = parameter.GetCustomAttribute<DefaultValueAttribute>() is { } given ? Literals.Of(given.Value)
                : parameter is { HasDefaultValue: true, DefaultValue: { } value } ? Literals.Of(AsDeclared(value, parameter.ParameterType)) : null,
        });
    }

    /// <summary>Defaults of enum parameters come as numbers.</summary>
    private static object AsDeclared(object value, Type type)
    {
        var declared = System.Nullable.GetUnderlyingType(type) ?? type;
        return declared.IsEnum ? Enum.ToObject(declared, value) : value;
    }
}
