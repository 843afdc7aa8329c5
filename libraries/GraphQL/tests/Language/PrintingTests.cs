using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Tests.Language;

public sealed class PrintingTests
{
    public static TheoryData<string> Printed => new(
        "{\n  a\n}",
        "mutation {\n  a: b(c: 1, d: [true, null, E], f: { g: $h }) @i(j: \"k\") {\n    ...L @m\n    ... on N @o {\n      p\n    }\n    ... {\n      q\n    }\n  }\n}",
        "query Q($a: Int = 1 @b, $c: [D!]!) @e {\n  f\n}\n\nfragment F on T @a {\n  b\n}",
        "\"a\"\nquery {\n  b\n}",
        "query (\n\"a\"\n$b: Int\n\"\"\"\nc\nd\n\"\"\"\n$e: Int\n) {\n  f\n}",
        "\"a\"\nschema @b {\n  query: Q\n  mutation: M\n}\n\nextend schema @c\n\nextend schema {\n  subscription: S\n}",
        "\"a\"\nscalar S @specifiedBy(url: \"b\")\n\nextend scalar S @c",
        "\"\"\"\na\n\"b\"\n\"\"\"\ntype A implements B & C @d {\n  \"e\"\n  f(g: H = 1 @i, j: K): [L!]! @m\n  n: O\n}\n\nextend type A implements P",
        "type A {\n  a(\n    \"b\"\n    c: D\n    \"\"\"\n    e\n      f\n    \"\"\"\n    g: H\n  ): I\n}",
        "interface A implements B {\n  c: D\n}\n\ninterface E\n\nextend interface E @f",
        "union A @b = C | D\n\nextend union A = E\n\nunion F",
        "enum A @b {\n  \"c\"\n  D @e\n  F\n}\n\nextend enum A {\n  G\n}",
        "input A @b {\n  \"c\"\n  d: E = { f: 1 } @g\n}\n\nextend input A @h",
        "directive @a(b: C = 1, d: E) repeatable on FIELD | QUERY\n\ndirective @f(\n  \"g\"\n  h: I\n) on ENUM");

    [Theory]
    [MemberData(nameof(Printed))]
    public void What_was_printed_is_printed_the_same_again(string text) => Printer.Print(Parser.Parse(text)).ShouldBe(text);

    [Fact]
    public void Arguments_share_a_line_of_eighty_characters_and_not_of_one_more()
    {
        var value = new string('x', 71);

        Printer.Print(Parser.Parse($"{{ a(bb: \"{value}\") }}")).ShouldBe($"{{\n  a(bb: \"{value}\")\n}}");
        Printer.Print(Parser.Parse($"{{ a(bbb: \"{value}\") }}")).ShouldBe($"{{\n  a(\n    bbb: \"{value}\"\n  )\n}}");
    }

    [Fact]
    public void Long_lists_and_objects_take_a_line_for_each_item()
    {
        var value = new string('X', 50);

        Printer.Print(Parser.ParseValue($"[{value} {{ a: {value} b: {value} }}]"))
            .ShouldBe($"[\n  {value}\n  {{\n    a: {value}\n    b: {value}\n  }}\n]");
    }

    [Theory]
    [InlineData("one line", "\"\"\"one line\"\"\"")]
    [InlineData(" indented", "\"\"\" indented\"\"\"")]
    [InlineData("two\nlines", "\"\"\"\ntwo\nlines\n\"\"\"")]
    [InlineData("ends with \"", "\"\"\"\nends with \"\n\"\"\"")]
    [InlineData("ends with \\", "\"\"\"\nends with \\\n\"\"\"")]
    [InlineData(" indented\\", "\"\"\" indented\\\n\"\"\"")]
    [InlineData("has \"\"\" inside", "\"\"\"has \\\"\"\" inside\"\"\"")]
    [InlineData("", "\"\"\"\"\"\"")]
    public void A_block_string_is_printed_so_that_it_means_the_same(string meaning, string text)
    {
        Printer.Print(new StringValueNode(default, meaning, block: true)).ShouldBe(text);
        Parser.ParseValue(text).ShouldBeOfType<StringValueNode>().Value.ShouldBe(meaning);
    }

    [Fact]
    public void A_block_string_of_more_than_seventy_characters_stands_on_its_own_line()
    {
        var seventy = new string('x', 70);

        Printer.Print(new StringValueNode(default, seventy, block: true)).ShouldBe($"\"\"\"{seventy}\"\"\"");
        Printer.Print(new StringValueNode(default, seventy + "x", block: true)).ShouldBe($"\"\"\"\n{seventy}x\n\"\"\"");
    }

    [Fact]
    public void A_string_is_printed_with_escapes_for_what_cannot_be_seen() =>
        Printer.Print(new StringValueNode(default, "\" \\ / \b\f\n\r\t \u0000 \u001F \u007F é 😀", block: false))
            .ShouldBe("\"\\\" \\\\ / \\b\\f\\n\\r\\t \\u0000 \\u001F \\u007F é 😀\"");

    [Fact]
    public void Any_node_can_be_printed_alone()
    {
        var operation = (OperationDefinitionNode)Parser.Parse("query ($a: [Int!]) { b(c: $a) @d }").Definitions[0];
        var field = (FieldNode)operation.SelectionSet.Selections[0];

        Printer.Print(operation.Variables[0]).ShouldBe("$a: [Int!]");
        Printer.Print(operation.Variables[0].Type).ShouldBe("[Int!]");
        Printer.Print(field).ShouldBe("b(c: $a) @d");
        Printer.Print(field.Arguments[0]).ShouldBe("c: $a");
        Printer.Print(field.Directives[0]).ShouldBe("@d");
        Printer.Print(field.Name).ShouldBe("b");
        Printer.Print(operation.SelectionSet).ShouldBe("{\n  b(c: $a) @d\n}");
    }

    [Fact]
    public void A_tree_deeper_than_the_stack_is_refused_and_does_not_end_the_process()
    {
        ValueNode value = new NullValueNode(default);
        for (var i = 0; i < 1_000_000; i++)
        {
            value = new ListValueNode(default, [value]);
        }

        Should.Throw<InsufficientExecutionStackException>(() => Printer.Print(value));
    }
}
