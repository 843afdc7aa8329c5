namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Words for writing shapes down.</summary>
internal static class Fields
{
    public static Field Text(string name, int maxLength = 0) => new(name, FieldKind.Text) { MaxLength = maxLength };

    public static Field Choice(string name, params IReadOnlyList<string> choices) => new(name, FieldKind.Text) { Choices = choices };

    public static Field Number(string name) => new(name, FieldKind.Number);

    public static Field Flag(string name) => new(name, FieldKind.Flag);

    public static Field Day(string name) => new(name, FieldKind.Day);

    public static Field Reference(string name) => new(name, FieldKind.Reference);

    public static Field Part(string name, Shape shape) => new(name, FieldKind.Part) { Shape = shape };

    public static Field Parts(string name, Shape shape) => new(name, FieldKind.Parts) { Shape = shape };

    /// <summary>In the schema, without meaning here: kept and given back.</summary>
    public static IEnumerable<Field> Others(params IReadOnlyList<string> names) => names.Select(name => new Field(name, FieldKind.Anything));

    /// <summary>Computed by the service.</summary>
    public static Field Computed(Field field) => field with { IsReadOnly = true };

    /// <summary>What every entity has, before its own members.</summary>
    public static IReadOnlyList<Field> Entity { get; } =
    [
        Text("Id"),
        Text("SyncToken"),
        Computed(Part("MetaData", new Shape("ModificationMetaData", new Field("CreateTime", FieldKind.Instant), new Field("LastUpdatedTime", FieldKind.Instant)))),
        Computed(Text("domain")),
        Computed(Text("status")),
        Flag("sparse"),
        .. Others("CustomField"),
    ];

    public static Field Email(string name) => Part(name, new Shape("EmailAddress", [Text("Address", 100), .. Others("Id", "Default", "Tag")]));

    public static Field Phone(string name) => Part(name, new Shape("TelephoneNumber", [Text("FreeFormNumber", 30), .. Others("Id", "DeviceType", "CountryCode", "AreaCode", "ExchangeCode", "Extension", "Default", "Tag")]));

    public static Field Address(string name) => Part(name, new Shape(
        "PhysicalAddress",
        [
            Text("Id"), Text("Line1", 500), Text("Line2", 500), Text("Line3", 500), Text("Line4", 500), Text("Line5", 500), Text("City", 255), Text("Country", 255), Text("CountryCode"),
            Text("County"), Text("CountrySubDivisionCode", 255), Text("PostalCode", 30), .. Others("PostalCodeSuffix", "Lat", "Long", "Tag", "Note"),
        ]));
}
