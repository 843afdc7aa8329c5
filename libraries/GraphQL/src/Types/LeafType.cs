using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types;

/// <summary>A type without fields: scalar or enum.</summary>
public abstract class LeafType(string name) : NamedType(name)
{
    /// <summary>The value a literal without variables stands for.</summary>
    /// <param name="literal">Any literal but null.</param>
    /// <param name="value">The value in the scalar's C# type.</param>
    /// <param name="error">What is wrong with it, as a sentence.</param>
    public abstract bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error);

    /// <summary>The value a variable's JSON stands for.</summary>
    /// <param name="json">Any value but null.</param>
    /// <param name="value">The value in the scalar's C# type.</param>
    /// <param name="error">What is wrong with it, as a sentence.</param>
    public abstract bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error);

    /// <summary>Writes a resolver's value.</summary>
    /// <param name="writer">Takes exactly one JSON value; whatever was written before a failure is taken back.</param>
    /// <param name="value">Not null.</param>
    /// <param name="error">Why the value cannot be one of this type, as a sentence.</param>
    /// <returns>False with an error.</returns>
    public abstract bool TryWrite(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error);
}

/// <summary>Writes values of one C# type without boxing them. Leaf types implement it for the type they stand for.</summary>
public interface IValueWriter<in T>
{
    /// <summary>Writes one value.</summary>
    /// <inheritdoc cref="LeafType.TryWrite" />
    bool TryWriteValue(ResponseWriter writer, T value, [NotNullWhen(false)] out string? error);
}

/// <summary>A scalar type.</summary>
public abstract class ScalarType(string name) : LeafType(name)
{
    /// <summary>Where the scalar's format is written down (<c>@specifiedBy</c>), null without one.</summary>
    public string? SpecifiedByUrl { get; init; }
}

/// <summary>An enum type.</summary>
public class EnumType(string name) : LeafType(name)
{
    private Dictionary<object, EnumValue>? byRuntimeValue;

    /// <summary>The values in the order of their declaration.</summary>
    public NamedList<EnumValue> Values { get; internal set; } = NamedList<EnumValue>.Empty;

    /// <inheritdoc />
    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (literal is not EnumValueNode node)
        {
            value = null;
            error = $"Enum \"{Name}\" cannot represent non-enum value: {Printer.Print(literal)}.{Suggest(Printer.Print(literal))}";
            return false;
        }

        return TryFind(node.Value, out value, out error);
    }

    /// <inheritdoc />
    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            value = null;
            error = $"Enum \"{Name}\" cannot represent non-string value: {Inspection.Of(json)}.{Suggest(Inspection.Of(json))}";
            return false;
        }

        return TryFind(json.GetString()!, out value, out error);
    }

    /// <inheritdoc />
    public override bool TryWrite(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        byRuntimeValue ??= Values.DistinctBy(v => v.RuntimeValue).ToDictionary(v => v.RuntimeValue);
        var own = value is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString()! : value;
        if (!byRuntimeValue.TryGetValue(own, out var found))
        {
            error = $"Enum \"{Name}\" cannot represent value: {Inspection.Of(value)}";
            return false;
        }

        writer.WriteRaw(found.Json);
        error = null;
        return true;
    }

    private bool TryFind(string name, out object? value, [NotNullWhen(false)] out string? error)
    {
        var found = Values.Find(name);
        value = found?.RuntimeValue;
        error = found is null ? $"Value \"{name}\" does not exist in \"{Name}\" enum.{Suggest(name)}" : null;
        return found is not null;
    }

    private string Suggest(string given) => Suggestions.DidYouMean("the enum value", Suggestions.For(given, Values.Select(v => v.Name)), quote: true);
}

/// <summary>A value of an enum type.</summary>
public sealed class EnumValue(string name, object runtimeValue) : INamed
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The C# value it stands for.</summary>
    public object RuntimeValue { get; } = runtimeValue;

    /// <summary>Its description in the schema, null without one.</summary>
    public string? Description { get; init; }

    /// <summary>Why it should no longer be used, null when it may.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>The name as a JSON string in UTF-8.</summary>
    internal byte[] Json { get; } = JsonSerializer.SerializeToUtf8Bytes(name);
}
