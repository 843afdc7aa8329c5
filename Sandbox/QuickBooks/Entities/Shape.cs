using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

internal enum FieldKind
{
    /// <summary>Taken and kept as it comes.</summary>
    Anything,
    Text,
    Number,
    Flag,

    /// <summary><c>YYYY-MM-DD</c>.</summary>
    Day,
    Instant,

    /// <summary><c>{"value":"42","name":"...","type":"..."}</c>.</summary>
    Reference,
    Part,
    Parts,
}

/// <summary>A member of an entity as the provider's schema has it.</summary>
internal sealed record Field(string Name, FieldKind Kind)
{
    /// <summary>0: no limit of its own.</summary>
    public int MaxLength { get; init; }

    /// <summary>Set by the service; sent in, it is overwritten without a word.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Empty: any text.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>For <see cref="FieldKind.Part"/> and <see cref="FieldKind.Parts"/>.</summary>
    public Shape? Shape { get; init; }
}

/// <summary>The members of an entity or of a part of one, in the schema's order.</summary>
internal sealed class Shape(string name, params IReadOnlyList<Field> fields)
{
    private readonly Dictionary<string, Field> _byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);

    public string Name => name;

    public IReadOnlyList<Field> Fields => fields;

    public Field? Find(string member) => _byName.GetValueOrDefault(member);

    /// <summary>Follows a path such as <c>MetaData.LastUpdatedTime</c>, whatever the case of its letters.</summary>
    public Field? FindPath(string path)
    {
        var shape = this;
        Field? field = null;
        foreach (var part in path.Split('.'))
        {
            field = shape?._byName.Values.FirstOrDefault(candidate => string.Equals(candidate.Name, part, StringComparison.OrdinalIgnoreCase));
            if (field is null) return null;
            shape = field.Kind == FieldKind.Reference ? Reference : field.Shape;
        }

        return field;
    }

    /// <summary>
    /// What the service makes of a body: values in their types, read-only members left out, everything unknown or ill-formed in <paramref name="errors"/>.
    /// An explicit null stays, for it empties the member.
    /// </summary>
    public JsonObject Read(JsonObject body, List<QuickBooksError> errors)
    {
        var entity = new JsonObject();
        foreach (var (member, value) in body)
        {
            if (Find(member) is not { } field) errors.Add(Refusals.UnknownProperty(name, member));
            else if (!field.IsReadOnly) entity[member] = value is null ? null : ReadValue(field, value, errors);
        }

        return entity;
    }

    public static Shape Reference { get; } = new(
        "ReferenceType",
        new Field("value", FieldKind.Text), new Field("name", FieldKind.Text), new Field("type", FieldKind.Text));

    private static JsonNode? ReadValue(Field field, JsonNode value, List<QuickBooksError> errors)
    {
        switch (field.Kind)
        {
            case FieldKind.Text when value is JsonValue:
                return ReadText(field, value.Text()!, errors);
            case FieldKind.Number when value.Number() is { } number:
                return JsonValue.Create(number);
            case FieldKind.Number when value is JsonValue:
                errors.Add(Refusals.InvalidNumber(field.Name, value.Text()!));
                return null;
            case FieldKind.Flag when value.Flag() is { } flag:
                return JsonValue.Create(flag);
            case FieldKind.Day when IsDay(value.Text()) || IsInstant(value.Text()):
                return JsonValue.Create(value.Text()![..10]);
            case FieldKind.Instant when IsDay(value.Text()) || IsInstant(value.Text()):
                return JsonValue.Create(value.Text());
            case FieldKind.Reference when value is JsonObject reference:
                return Reference.Read(reference, errors);
            case FieldKind.Part when value is JsonObject part:
                return field.Shape!.Read(part, errors);
            case FieldKind.Parts when value is JsonArray parts:
                return ReadParts(field, parts, errors);
            case FieldKind.Anything:
                return value.DeepClone();
            default:
                errors.Add(Refusals.InvalidProperty(field.Name, $"Can not deserialize {Kind(value)} as {field.Kind}"));
                return null;
        }
    }

    private static JsonArray ReadParts(Field field, JsonArray parts, List<QuickBooksError> errors)
    {
        var read = new JsonArray();
        foreach (var part in parts)
        {
            if (part is JsonObject known) read.Add(field.Shape!.Read(known, errors));
            else errors.Add(Refusals.InvalidProperty(field.Name, $"Can not deserialize {Kind(part)} as an element"));
        }

        return read;
    }

    private static JsonValue ReadText(Field field, string text, List<QuickBooksError> errors)
    {
        if (field.MaxLength > 0 && text.Length > field.MaxLength) errors.Add(Refusals.WrongLength(field.Name, field.MaxLength, text.Length));
        if (field.Choices.Count > 0 && !field.Choices.Contains(text, StringComparer.Ordinal)) errors.Add(Refusals.InvalidChoice(field.Name, text));
        return JsonValue.Create(text);
    }

    private static bool IsDay(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsInstant(string? text) =>
        text is { Length: > 10 } && text[10] == 'T' && IsDay(text[..10]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"\"{node.Text()}\"",
        null => "null",
        _ => node.Text() ?? "a value",
    };
}
