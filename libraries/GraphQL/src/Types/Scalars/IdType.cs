using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class IdType : Scalar<string>, IValueWriter<int>, IValueWriter<long>, IValueWriter<Guid>
{
    public IdType()
        : base("ID") =>
        Description = "The `ID` scalar type represents a unique identifier, often used to refetch an object or as key for a cache. The ID type appears in a JSON response as a String; however, it is not intended to be human-readable. When expected as an input type, any string (such as `\"4\"`) or integer (such as `4`) input value will be accepted as an ID.";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) => literal switch
    {
        StringValueNode text => Coerced(text.Value, out value, out error),
        IntValueNode number => Coerced(number.Value, out value, out error),
        _ => Refused($"ID cannot represent a non-string and non-integer value: {Printer.Print(literal)}", out value, out error),
    };

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString() : WholeNumber(json);
        return text is null
            ? Refused($"ID cannot represent value: {Inspection.Of(json)}", out value, out error)
            : Coerced(text, out value, out error);
    }

    public override bool TryWriteValue(ResponseWriter writer, string value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteString(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, int value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (long)value, out error);

    public bool TryWriteValue(ResponseWriter writer, long value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, Guid value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        switch (value)
        {
            case Guid guid:
                return TryWriteValue(writer, guid, out error);
            case int or long or short or byte or sbyte or ushort or uint:
                return TryWriteValue(writer, Convert.ToInt64(value, CultureInfo.InvariantCulture), out error);
            case JsonElement { ValueKind: JsonValueKind.String } json:
                return TryWriteValue(writer, json.GetString()!, out error);
        }

        return OutputNumber.TryRead(value, lenient: false, out var number) && double.IsInteger(number) && OutputNumber.Text(value) is { } text
            ? TryWriteValue(writer, text, out error)
            : base.TryWriteOther(writer, value, out error);
    }

    private static string? WholeNumber(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && double.IsInteger(json.GetDouble()) ? JavaScriptNumber.Format(json) : null;
}
