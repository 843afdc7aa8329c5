namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>The scalars there are: the specification's five, and those for the types C# programs have besides.</summary>
public static class ScalarTypes
{
    /// <summary><c>Int</c>, 32 bits.</summary>
    public static ScalarType Int { get; } = new IntType();

    /// <summary><c>Float</c>, a finite double.</summary>
    public static ScalarType Float { get; } = new FloatType();

    /// <summary><c>String</c></summary>
    public static ScalarType String { get; } = new StringType();

    /// <summary><c>Boolean</c></summary>
    public static ScalarType Boolean { get; } = new BooleanType();

    /// <summary><c>ID</c></summary>
    public static ScalarType Id { get; } = new IdType();

    /// <summary><c>Long</c>, 64 bits, a JSON number.</summary>
    public static ScalarType Long { get; } = new LongType();

    /// <summary><c>Decimal</c>, a JSON number without loss.</summary>
    public static ScalarType Decimal { get; } = new DecimalType();

    /// <summary><c>DateTime</c>, an instant with its offset.</summary>
    public static ScalarType DateTime { get; } = new DateTimeType();

    /// <summary><c>Date</c>, a day of the calendar.</summary>
    public static ScalarType Date { get; } = new DateType();

    /// <summary><c>UUID</c></summary>
    public static ScalarType Uuid { get; } = new UuidType();

    /// <summary><c>URL</c></summary>
    public static ScalarType Url { get; } = new UrlType();

    /// <summary><c>JSON</c>, any JSON value.</summary>
    public static ScalarType Json { get; } = new JsonType("JSON")
    {
        Description = "Any JSON value: an object, a list, a string, a number, a boolean.",
        SpecifiedByUrl = "https://www.rfc-editor.org/rfc/rfc8259",
    };

    /// <summary><c>Upload</c>, a file of a multipart request; input only.</summary>
    public static ScalarType Upload { get; } = new UploadType();

    /// <summary>The specification's five. Schemas written in SDL have them without saying so.</summary>
    internal static IReadOnlyList<ScalarType> Standard { get; } = [Int, Float, String, Boolean, Id];
}
