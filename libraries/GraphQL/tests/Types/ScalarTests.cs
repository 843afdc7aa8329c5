using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Tests.Types;

public sealed class ScalarTests
{
    private static readonly DateTimeOffset s_noonInParis = new(2026, 1, 31, 13, 0, 0, TimeSpan.FromHours(1));

    public static TheoryData<string, string, string> Literals => new()
    {
        { "Int", "-2147483648", "-2147483648" },
        { "Int", "2147483648", "Int cannot represent non 32-bit signed integer value: 2147483648" },
        { "Int", "1.0", "Int cannot represent non-integer value: 1.0" },
        { "Int", "\"1\"", "Int cannot represent non-integer value: \"1\"" },
        { "Float", "1", "1" },
        { "Float", "1e3", "1000" },
        { "Float", "1e400", "Float cannot represent non numeric value: 1e400" },
        { "Float", "\"1\"", "Float cannot represent non numeric value: \"1\"" },
        { "String", "\"a\"", "\"a\"" },
        { "String", "1", "String cannot represent a non string value: 1" },
        { "Boolean", "true", "true" },
        { "Boolean", "0", "Boolean cannot represent a non boolean value: 0" },
        { "ID", "123456789012345678901234567890", "\"123456789012345678901234567890\"" },
        { "ID", "1.5", "ID cannot represent a non-string and non-integer value: 1.5" },
        { "Long", "9223372036854775807", "9223372036854775807" },
        { "Long", "9223372036854775808", "Long cannot represent non 64-bit signed integer value: 9223372036854775808" },
        { "Long", "1.5", "Long cannot represent non-integer value: 1.5" },
        { "Decimal", "1.10", "1.10" },
        { "Decimal", "7922816251426433759354395033", "7922816251426433759354395033" },
        { "Decimal", "0.12345678901234567890123456789", "Decimal cannot represent a number of more than 28 digits: 0.12345678901234567890123456789" },
        { "Decimal", "1e-30", "Decimal cannot represent a number of more than 28 digits: 1e-30" },
        { "Decimal", "1e-99999999999", "Decimal cannot represent a number of more than 28 digits: 1e-99999999999" },
        { "Decimal", "0e99", "0" },
        { "Decimal", "\"1.10\"", "Decimal cannot represent non numeric value: \"1.10\"" },
        { "Date", "\"2026-02-28\"", "\"2026-02-28\"" },
        { "Date", "\"2026-02-29\"", "Date cannot represent value: \"2026-02-29\". Expected a date such as \"2026-01-31\"." },
        { "UUID", "\"0198C3A1-7c00-7000-8000-000000000000\"", "\"0198c3a1-7c00-7000-8000-000000000000\"" },
        { "UUID", "\"0198c3a17c0070008000000000000000\"", "UUID cannot represent value: \"0198c3a17c0070008000000000000000\". Expected a UUID such as \"0198c3a1-7c00-7000-8000-000000000000\"." },
        { "URL", "\"https://example.com/a b\"", "\"https://example.com/a b\"" },
        { "URL", "\"/path\"", "URL cannot represent value: \"/path\". Expected an absolute URL such as \"https://example.com/path\"." },
        { "JSON", "{a: [1, 2.50, X, \"b\"], c: {d: true, e: null}}", "{\"a\":[1,2.50,\"X\",\"b\"],\"c\":{\"d\":true,\"e\":null}}" },
        { "Upload", "\"a\"", "Upload cannot be written in a document: \"a\". Declare a variable of type Upload and send the file in a multipart request." },
    };

    public static TheoryData<string, string, string> Variables => new()
    {
        { "Int", "1e3", "1000" },
        { "Int", "1.0", "1" },
        { "Int", "1e100", "Int cannot represent non 32-bit signed integer value: 1e+100" },
        { "Int", "{\"a\":{\"b\":{\"c\":1}}}", "Int cannot represent non-integer value: { a: { b: [Object] } }" },
        { "Int", "[[[[1]]], {}, []]", "Int cannot represent non-integer value: [[[Array]], {}, []]" },
        { "Float", "1e400", "Float cannot represent non numeric value: Infinity" },
        { "String", "0.0000001", "String cannot represent a non string value: 1e-7" },
        { "Boolean", "\"yes\\n\"", "Boolean cannot represent a non boolean value: \"yes\\n\"" },
        { "ID", "7", "\"7\"" },
        { "ID", "7.5", "ID cannot represent value: 7.5" },
        { "Long", "1e3", "1000" },
        { "Decimal", "12.340", "12.340" },
        { "JSON", "[1.50,{\"a\":null}]", "[1.50,{\"a\":null}]" },
        { "Upload", "\"a.pdf\"", "Upload cannot represent JSON value: \"a.pdf\". Send null in its place and the file in a multipart request that maps the file to this variable." },
    };

    public static TheoryData<string, object, string> Results => new()
    {
        { "Int", 7L, "7" },
        { "Int", 7.0, "7" },
        { "Int", true, "1" },
        { "Int", " 3 ", "3" },
        { "Int", 1.5m, "Int cannot represent non-integer value: 1.5" },
        { "Int", 2147483648L, "Int cannot represent non 32-bit signed integer value: 2147483648" },
        { "Float", 0.1f, "0.1" },
        { "Float", 1.10m, "1.10" },
        { "Float", double.NaN, "Float cannot represent non numeric value: NaN" },
        { "String", 1e21, "\"1e+21\"" },
        { "String", false, "\"false\"" },
        { "Boolean", 2, "true" },
        { "Boolean", "true", "Boolean cannot represent a non boolean value: \"true\"" },
        { "ID", 5UL, "\"5\"" },
        { "ID", Guid.Empty, "\"00000000-0000-0000-0000-000000000000\"" },
        { "ID", 1.5, "ID cannot represent value: 1.5" },
        { "Long", ulong.MaxValue, "Long cannot represent non-integer value: 18446744073709551615" },
        { "Decimal", 1.10m, "1.10" },
        { "Decimal", 1.5, "Decimal cannot represent non numeric value: 1.5" },
        { "DateTime", s_noonInParis, "\"2026-01-31T13:00:00.000+01:00\"" },
        { "DateTime", s_noonInParis.ToUniversalTime().AddTicks(1_239_999), "\"2026-01-31T12:00:00.123Z\"" },
        { "DateTime", new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc), "\"2026-01-31T12:00:00.000Z\"" },
        { "DateTime", "2026-01-31", "DateTime cannot represent value: \"2026-01-31\". Expected a date and time with an offset, such as \"2026-01-31T12:30:00.000Z\"." },
        { "Date", new DateOnly(2026, 1, 31), "\"2026-01-31\"" },
        { "URL", new Uri("https://example.com/ä"), "\"https://example.com/ä\"" },
        { "JSON", new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1.5m, ["b"] = null }, "{\"a\":1.5,\"b\":null}" },
        { "JSON", double.PositiveInfinity, "JSON cannot represent value: Infinity" },
        { "Upload", "a", "Upload is for input only: a file cannot be part of a response." },
    };

    [Theory]
    [MemberData(nameof(Literals))]
    public void A_literal_becomes_a_value_or_an_error(string scalar, string literal, string expected)
    {
        var type = Find(scalar);

        var outcome = type.TryCoerceLiteral(Parser.ParseValue(literal), out var value, out var error) ? Written(type, value!) : error;

        outcome.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_variable_becomes_a_value_or_an_error(string scalar, string json, string expected)
    {
        var type = Find(scalar);
        using var document = JsonDocument.Parse(json);

        var outcome = type.TryCoerceJson(document.RootElement, out var value, out var error) ? Written(type, value!) : error;

        outcome.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void What_a_resolver_gives_is_written_or_an_error(string scalar, object value, string expected) => Written(Find(scalar), value).ShouldBe(expected);

    [Theory]
    [InlineData("2011-08-30T13:22:53.108Z", "2011-08-30T13:22:53.108Z")]
    [InlineData("2011-08-30t13:22:53.108z", "2011-08-30T13:22:53.108Z")]
    [InlineData("2011-08-30T13:22:53Z", "2011-08-30T13:22:53.000Z")]
    [InlineData("2011-08-30T13:22:53.123456789-03:00", "2011-08-30T13:22:53.123-03:00")]
    [InlineData("2011-08-30T13:22:53.108+00:00", "2011-08-30T13:22:53.108Z")]
    [InlineData("2011-08-30T13:22:53.108-00:00", null)]
    [InlineData("2011-08-30T13:22:53.108", null)]
    [InlineData("2011-08-30T13:22:53.108-03", null)]
    [InlineData("2011-08-30T24:00:00.000Z", null)]
    [InlineData("2010-02-30T21:22:53.108Z", null)]
    [InlineData("2010-02-11T21:22:53.108+25:11", null)]
    [InlineData("2011-08-30", null)]
    [InlineData("2011-08-30T13:22:53.108Z\n", null)]
    public void A_date_and_time_is_read_as_RFC_3339_writes_it(string text, string? expected)
    {
        var type = ScalarTypes.DateTime;

        var read = type.TryCoerceLiteral(new StringValueNode(default, text, block: false), out var value, out _);

        read.ShouldBe(expected is not null);
        if (read)
        {
            Written(type, value!).ShouldBe($"\"{expected}\"");
        }
    }

    [Fact]
    public void A_JSON_documents_elements_are_written_as_what_they_stand_for()
    {
        using var document = JsonDocument.Parse("""{"int": 1, "text": "a", "flag": true, "half": 0.5, "none": []}""");
        var root = document.RootElement;

        Written(ScalarTypes.Int, root.GetProperty("int")).ShouldBe("1");
        Written(ScalarTypes.Float, root.GetProperty("half")).ShouldBe("0.5");
        Written(ScalarTypes.String, root.GetProperty("text")).ShouldBe("\"a\"");
        Written(ScalarTypes.Id, root.GetProperty("int")).ShouldBe("\"1\"");
        Written(ScalarTypes.Boolean, root.GetProperty("flag")).ShouldBe("true");
        Written(ScalarTypes.String, root.GetProperty("none")).ShouldBe("String cannot represent value: []");
    }

    [Fact]
    public void An_object_that_is_no_JSON_is_named_in_errors_but_not_shown() =>
        Written(ScalarTypes.Int, new Uri("https://secret.example")).ShouldBe("Int cannot represent non-integer value: [Uri]");

    [Fact]
    public void Values_of_the_types_a_scalar_stands_for_are_written_without_boxing()
    {
        ScalarTypes.Int.ShouldBeAssignableTo<IValueWriter<short>>();
        ScalarTypes.Int.ShouldBeAssignableTo<IValueWriter<byte>>();
        ScalarTypes.Float.ShouldBeAssignableTo<IValueWriter<decimal>>();
        ScalarTypes.Id.ShouldBeAssignableTo<IValueWriter<Guid>>();
        ScalarTypes.Id.ShouldBeAssignableTo<IValueWriter<long>>();
        ScalarTypes.DateTime.ShouldBeAssignableTo<IValueWriter<DateTime>>();
        ScalarTypes.Upload.ShouldBeAssignableTo<IValueWriter<IFormFile>>();
    }

    private static ScalarType Find(string name) => new[]
    {
        ScalarTypes.Int, ScalarTypes.Float, ScalarTypes.String, ScalarTypes.Boolean, ScalarTypes.Id, ScalarTypes.Long, ScalarTypes.Decimal,
        ScalarTypes.DateTime, ScalarTypes.Date, ScalarTypes.Uuid, ScalarTypes.Url, ScalarTypes.Json, ScalarTypes.Upload,
    }.Single(s => s.Name == name);

    private static string Written(ScalarType type, object value)
    {
        using var writer = new ResponseWriter();
        return type.TryWrite(writer, value, out var error) ? Encoding.UTF8.GetString(writer.Written) : error;
    }
}
