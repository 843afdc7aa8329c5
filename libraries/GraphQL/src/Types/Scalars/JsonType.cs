using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>A scalar that takes any JSON value as it is: <c>JSON</c> itself, and scalars a schema declares without saying more.</summary>
internal sealed class JsonType : Scalar<JsonElement>
{
    public JsonType(string name)
        : base(name) => RuntimeType = null;

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error)
    {
        value = LiteralJson.Of(literal);
        error = null;
        return true;
    }

    /// <summary>A copy: the value may outlive the request whose text it was part of, in a subscription or a queue.</summary>
    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        Coerced(json.Clone(), out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, JsonElement value, [NotNullWhen(false)] out string? error)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            error = $"{Name} cannot represent value: undefined";
            return false;
        }

        writer.WriteJson(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        try
        {
            writer.WriteObject(value);
            error = null;
            return true;
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or ArgumentException or InvalidOperationException)
        {
            // An infinity, a cycle, a type without a JSON form: all the caller's value, none of them the server's state.
            error = $"{Name} cannot represent value: {Inspection.Of(value)}";
            return false;
        }
    }
}
