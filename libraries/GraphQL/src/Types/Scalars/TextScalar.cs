using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>A scalar that is a string of a certain form in documents and JSON.</summary>
internal abstract class TextScalar<T> : Scalar<T>
    where T : notnull
{
    private protected TextScalar(string name)
        : base(name)
    {
    }

    /// <summary>The form, as an error message puts it: "a UUID such as ...".</summary>
    protected abstract string Form { get; }

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) =>
        literal is StringValueNode node && TryParse(node.Value, out var result)
            ? Coerced(result, out value, out error)
            : Refused(WrongForm(Printer.Print(literal)), out value, out error);

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        json.ValueKind == JsonValueKind.String && TryParse(json.GetString()!, out var result)
            ? Coerced(result, out value, out error)
            : Refused(WrongForm(Inspection.Of(json)), out value, out error);

    protected override bool TryWriteOther(Execution.ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        var text = value switch
        {
            string s => s,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            _ => null,
        };
        if (text is not null && TryParse(text, out var result))
        {
            return TryWriteValue(writer, result, out error);
        }

        error = WrongForm(Inspection.Of(value));
        return false;
    }

    /// <summary>Reads a string of the form.</summary>
    protected abstract bool TryParse(string text, [NotNullWhen(true)] out T? result);

    private string WrongForm(string value) => $"{Name} cannot represent value: {value}. Expected {Form}.";
}
