using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Tests.Language;

public sealed class LexingTests
{
    [Theory]
    [InlineData("\"simple\"", "simple")]
    [InlineData("\"\"", "")]
    [InlineData("\"é 😀 \t \u0000\"", "é 😀 \t \u0000")]
    [InlineData("\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t\"", "\" \\ / \b \f \n \r \t")]
    [InlineData("\"\\u0041\\u00e9\\u{1F600}\\u{00000041}\"", "Aé😀A")]
    [InlineData("\"\\uD83D\\uDE00\"", "😀")]
    [InlineData("\"before\\nbetween\\nafter\"", "before\nbetween\nafter")]
    public void A_string_means_its_characters_with_escapes_replaced(string text, string meaning) =>
        Parser.ParseValue(text).ShouldBeOfType<StringValueNode>().Value.ShouldBe(meaning);

    [Theory]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\" \"\"\"", "")]
    [InlineData("\"\"\"one \"line\" \"\"\"", "one \"line\" ")]
    [InlineData("\"\"\"\n    Hello,\n      World!\n\n    Yours,\n  \"\"\"", "Hello,\n  World!\n\nYours,")]
    [InlineData("\"\"\"  first\n  second\n    third\"\"\"", "  first\nsecond\n  third")]
    [InlineData("\"\"\"\r\n a\r b\r\n\"\"\"", "a\nb")]
    [InlineData("\"\"\"a\r\n b\r\n c\"\"\"", "a\nb\nc")]
    [InlineData("\"\"\"three \\\"\"\" quotes\"\"\"", "three \"\"\" quotes")]
    [InlineData("\"\"\"no \\n escape\"\"\"", "no \\n escape")]
    [InlineData("\"\"\"\n\ttab\n\t\ttabs\n\"\"\"", "tab\n\ttabs")]
    public void A_block_string_loses_its_common_indentation_and_its_blank_edges(string text, string meaning)
    {
        var value = Parser.ParseValue(text).ShouldBeOfType<StringValueNode>();

        value.Value.ShouldBe(meaning);
        value.Block.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"", "Unterminated string.", 2)]
    [InlineData("\"a\nb\"", "Unterminated string.", 3)]
    [InlineData("\"\"\"a\"\"", "Unterminated string.", 7)]
    [InlineData("\"\"\"a\\\"\"\"", "Unterminated string.", 9)]
    [InlineData("\"\\x\"", "Invalid character escape sequence: \"\\x\".", 2)]
    [InlineData("\"a\\u12\"", "Invalid Unicode escape sequence: \"\\u12\"\".", 3)]
    [InlineData("\"\\u{}\"", "Invalid Unicode escape sequence: \"\\u{}\".", 2)]
    [InlineData("\"\\u{110000}\"", "Invalid Unicode escape sequence: \"\\u{110000}\".", 2)]
    [InlineData("\"\\u{123456789}\"", "Invalid Unicode escape sequence: \"\\u{123456789\".", 2)]
    [InlineData("\"\\uD83D\"", "Invalid Unicode escape sequence: \"\\uD83D\".", 2)]
    [InlineData("\"\\uDE00\\uD83D\"", "Invalid Unicode escape sequence: \"\\uDE00\".", 2)]
    public void A_string_that_is_none_is_refused_where_it_goes_wrong(string text, string description, int column) =>
        Refusal(text).ShouldBe(($"Syntax Error: {description}", new SourceLocation(1, column)));

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("123456789012345678901234567890")]
    public void Digits_are_an_integer_of_any_length(string text) => Parser.ParseValue(text).ShouldBeOfType<IntValueNode>().Value.ShouldBe(text);

    [Theory]
    [InlineData("0.0")]
    [InlineData("-1.25e+10")]
    [InlineData("1E-3")]
    public void A_fraction_or_an_exponent_makes_a_float(string text) => Parser.ParseValue(text).ShouldBeOfType<FloatValueNode>().Value.ShouldBe(text);

    [Theory]
    [InlineData("00", "Invalid number, unexpected digit after 0: \"0\".", 2)]
    [InlineData("1.", "Invalid number, expected digit but got: <EOF>.", 3)]
    [InlineData("1.a", "Invalid number, expected digit but got: \"a\".", 3)]
    [InlineData("1a", "Invalid number, expected digit but got: \"a\".", 2)]
    [InlineData("1.5.5", "Invalid number, expected digit but got: \".\".", 4)]
    [InlineData("1.\"", "Invalid number, expected digit but got: '\"'.", 3)]
    [InlineData("1e😀", "Invalid number, expected digit but got: U+1F600.", 3)]
    [InlineData("-", "Invalid number, expected digit but got: <EOF>.", 2)]
    [InlineData(".12", "Invalid number, expected digit before \".\", did you mean \"0.12\"?", 1)]
    public void A_number_that_is_none_is_refused_where_it_goes_wrong(string text, string description, int column) =>
        Refusal(text).ShouldBe(($"Syntax Error: {description}", new SourceLocation(1, column)));

    [Theory]
    [InlineData("?", "Unexpected character: \"?\".")]
    [InlineData("é", "Unexpected character: U+00E9.")]
    [InlineData("\u0000", "Unexpected character: U+0000.")]
    [InlineData("'a'", "Unexpected single quote character ('), did you mean to use a double quote (\")?")]
    [InlineData("..", "Unexpected \"..\", did you mean \"...\"?")]
    [InlineData(".", "Unexpected character: \".\".")]
    public void A_character_no_token_begins_with_is_refused(string text, string description) =>
        Refusal(text).ShouldBe(($"Syntax Error: {description}", new SourceLocation(1, 1)));

    [Fact]
    public void White_space_commas_comments_and_byte_order_marks_mean_nothing() =>
        Printer.Print(Parser.Parse("\uFEFF{,a # \"comment\" é😀\r\n\t,b\uFEFF}#end")).ShouldBe("{\n  a\n  b\n}");

    [Fact]
    public void Columns_count_utf16_code_units_and_lines_every_kind_of_line_break() =>
        Refusal("[\n\"é\"\r\n\"é\"\r\"😀é\" ?").ShouldBe(("Syntax Error: Unexpected character: \"?\".", new SourceLocation(4, 7)));

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF }, "byte 0xFF", 2)]
    [InlineData(new byte[] { (byte)'"', 0xC3, (byte)'"' }, "byte 0xC3", 2)]
    [InlineData(new byte[] { (byte)'#', 0xC3, 0xA9, 0xE2, 0x82 }, "byte 0xE2", 3)]
    [InlineData(new byte[] { 0xC0, 0x80 }, "byte 0xC0", 1)]
    [InlineData(new byte[] { (byte)'"', (byte)'"', (byte)'"', 0xF5, (byte)'"', (byte)'"', (byte)'"' }, "byte 0xF5", 4)]
    public void Bytes_that_are_not_utf8_are_refused_where_they_stand(byte[] utf8, string what, int column)
    {
        var refusal = Should.Throw<GraphQLSyntaxException>(() => Parser.ParseValue(utf8));

        refusal.Message.ShouldBe($"Syntax Error: Invalid UTF-8: {what} does not begin or continue a character here.");
        refusal.Location.ShouldBe(new SourceLocation(1, column));
    }

    [Fact]
    public void What_comes_before_bytes_that_are_not_utf8_is_refused_first() =>
        Should.Throw<GraphQLSyntaxException>(() => Parser.Parse(new byte[] { (byte)'{', (byte)'?', 0xFF })).Message.ShouldBe("Syntax Error: Unexpected character: \"?\".");

    [Fact]
    public void Half_a_surrogate_pair_is_refused_by_its_code() =>
        Refusal("[\"é\", \"\uD83D\"]").ShouldBe(("Syntax Error: Invalid character within String: U+D83D.", new SourceLocation(1, 8)));

    [Fact]
    public void A_name_longer_than_the_table_of_names_remembers_is_read_whole()
    {
        var name = new string('n', 5_000);

        Parser.ParseValue(name).ShouldBeOfType<EnumValueNode>().Value.ShouldBe(name);
    }

    private static (string Message, SourceLocation Location) Refusal(string text)
    {
        var refusal = Should.Throw<GraphQLSyntaxException>(() => Parser.ParseValue(text));
        return (refusal.Message, refusal.Location);
    }
}
