using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// Reads the fields of a request body and keeps the first thing that is wrong with them. A field that is not asked for by any call does not exist
/// for Fortnox, or may only be read, and is refused by <see cref="Finish"/>. Null is the same as absent.
/// </summary>
internal sealed partial class FieldReader(JsonObject body)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FieldReader> _nested = [];

    public FortnoxError? Error { get; private set; }

    public bool Has(string name) => body[name] is not null;

    /// <summary>Text within the allowed characters; numbers are taken as text, as PHP does.</summary>
    public string? Text(string name, int longest, bool required = false)
    {
        if (Scalar(name, required) is not { } value) return null;
        var text = value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => Fail<string>(FortnoxError.NotAlphanumeric(value.ToJsonString())),
        };
        if (text is null) return null;
        if (required && text.Length == 0) return Fail<string>(FortnoxError.Rule($"Fältet {name} måste anges."));
        if (text.Length > longest) return Fail<string>(FortnoxError.Rule(string.Create(CultureInfo.InvariantCulture, $"Värdet i fältet {name} är för långt, högst {longest} tecken.")));
        return FortnoxText.IsAllowed(text) ? text : Fail<string>(FortnoxError.ForbiddenCharacters(text));
    }

    /// <summary>A number, or text that is one.</summary>
    public decimal? Number(string name, bool required = false)
    {
        if (Scalar(name, required) is not { } value) return null;
        var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        if (value.GetValueKind() == JsonValueKind.String && text.Length == 0) return null;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : FailValue<decimal>(FortnoxError.NotNumeric(text));
    }

    /// <summary>An amount of money: at most two decimals.</summary>
    public decimal? Amount(string name, bool required = false)
    {
        if (Number(name, required) is not { } amount) return null;
        return amount == Math.Round(amount, 2)
            ? amount
            : FailValue<decimal>(FortnoxError.Rule(string.Create(CultureInfo.InvariantCulture, $"Värdet i fältet {name} får ha högst två decimaler ({amount}).")));
    }

    public int? Integer(string name, bool required = false)
    {
        if (Number(name, required) is not { } number) return null;
        return number == Math.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : FailValue<int>(FortnoxError.NotNumeric(number.ToString(CultureInfo.InvariantCulture)));
    }

    public bool? Flag(string name)
    {
        if (Scalar(name, required: false) is not { } value) return null;
        return value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when value.GetValue<string>() is "true" or "1" => true,
            JsonValueKind.String when value.GetValue<string>() is "false" or "0" => false,
            _ => FailValue<bool>(FortnoxError.NotBoolean(value.ToJsonString())),
        };
    }

    public DateOnly? Date(string name, bool required = false)
    {
        if (Text(name, 40, required) is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : FailValue<DateOnly>(FortnoxError.Rule($"Felaktigt datum i fältet {name} ({text}). Ange datum som ÅÅÅÅ-MM-DD."));
    }

    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name, 40) is not { } text) return null;
        foreach (var choice in allowed)
            if (string.Equals(choice, text, StringComparison.Ordinal)) return text;
        return Fail<string>(FortnoxError.Rule($"Felaktigt värde i fältet {name} ({text})."));
    }

    /// <summary>Letters and digits only.</summary>
    public string? Code(string name, int longest, bool required = false)
    {
        if (Text(name, longest, required) is not { } text) return null;
        return Alphanumeric().IsMatch(text) ? text : Fail<string>(FortnoxError.NotAlphanumeric(text));
    }

    /// <summary>The objects of an array; null when the field is absent.</summary>
    public IReadOnlyList<JsonObject>? Objects(string name)
    {
        _known.Add(name);
        if (body[name] is not { } value) return null;
        if (value is not JsonArray array) return Fail<IReadOnlyList<JsonObject>>(FortnoxError.NoBody());
        var objects = array.OfType<JsonObject>().ToList();
        return objects.Count == array.Count ? objects : Fail<IReadOnlyList<JsonObject>>(FortnoxError.NoBody());
    }

    /// <summary>The fields of an object within; null when it is absent. What is wrong there is found by <see cref="Finish"/> here.</summary>
    public FieldReader? Nested(string name)
    {
        _known.Add(name);
        if (body[name] is not { } value) return null;
        if (value is not JsonObject fields) return Fail<FieldReader>(FortnoxError.NoBody());
        var nested = new FieldReader(fields);
        _nested.Add(nested);
        return nested;
    }

    /// <summary>A field of answers that exists but cannot be sent.</summary>
    public void ReadOnly(string name)
    {
        _known.Add(name);
        if (body[name] is not null) Refuse(FortnoxError.ReadOnly(name));
    }

    public void Refuse(FortnoxError error) => Error ??= error;

    /// <summary>What is wrong with the body, if anything; call it after every field was read.</summary>
    public FortnoxError? Finish()
    {
        // Field names are looked at before values, as Fortnox does.
        foreach (var (name, _) in body)
            if (!_known.Contains(name)) return FortnoxError.UnknownField(name);
        foreach (var nested in _nested) Error ??= nested.Finish();
        return Error;
    }

    private JsonValue? Scalar(string name, bool required)
    {
        _known.Add(name);
        var node = body[name];
        if (node is null)
        {
            if (required) Refuse(FortnoxError.Rule($"Fältet {name} måste anges."));
            return null;
        }

        return node as JsonValue ?? Fail<JsonValue>(FortnoxError.NoBody());
    }

    private T? Fail<T>(FortnoxError error) where T : class
    {
        Refuse(error);
        return null;
    }

    private T? FailValue<T>(FortnoxError error) where T : struct
    {
        Refuse(error);
        return null;
    }

    [GeneratedRegex("^[\\p{L}0-9]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Alphanumeric();
}
