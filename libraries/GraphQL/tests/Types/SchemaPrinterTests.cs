using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.Types;

public sealed class SchemaPrinterTests
{
    private const string Everything = """"
        """A shop"""
        schema {
          query: Query
          mutation: M
        }

        directive @size(
          """At most"""
          max: Int = 5 @deprecated
        ) repeatable on FIELD | QUERY

        directive @plain(a: Int, b: [Int!]! = [1]) on FIELD

        """
        Several
          lines
        """
        type Query implements Node & Other {
          id: ID!

          """With arguments"""
          items(first: Int = 10, after: String): [Item!]!
          old(
            a: Int

            """Described"""
            b: Filter = { name: "x", kinds: [A] } @deprecated(reason: "no")
          ): Int @deprecated
        }

        type M {
          a: Int
        }

        interface Node implements Other {
          id: ID!
        }

        interface Other {
          id: ID!
        }

        union Item = Query | M

        enum Kind {
          A

          """The other"""
          B @deprecated(reason: "gone")
        }

        input Filter {
          name: String
          kinds: [Kind!]
        }

        input Choice @oneOf {
          a: Int
          b: Int
        }

        scalar When @specifiedBy(url: "https://example.com/\"q\"")
        """";

    [Fact]
    public void A_printed_schema_reads_back_and_prints_the_same() => SchemaPrinter.Print(Schema.Parse(Everything)).ShouldBe(Everything);

    [Fact]
    public void Standard_types_and_directives_are_not_printed() =>
        SchemaPrinter.Print(Schema.Parse("scalar ID directive @skip(if: Boolean!) on FIELD type Query { a: __Type b(c: Int): ID }")).ShouldBe("""
            type Query {
              a: __Type
              b(c: Int): ID
            }
            """);

    [Theory]
    [InlineData("type Query{a:Int} type Mutation{a:Int}", false)]
    [InlineData("schema{query:Query} type Query{a:Int} type Mutation{a:Int}", true)]
    [InlineData("schema{query:Q} type Q{a:Int}", true)]
    public void The_root_types_are_printed_where_their_names_do_not_say_it_all(string sdl, bool printed) =>
        SchemaPrinter.Print(Schema.Parse(sdl)).StartsWith("schema {", StringComparison.Ordinal).ShouldBe(printed);

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("\na")]
    [InlineData("a\n ")]
    [InlineData("  a\n  b")]
    [InlineData(" ")]
    public void A_description_that_a_block_would_change_is_printed_as_a_string(string description)
    {
        var printed = SchemaPrinter.Print(Described(description));

        printed.ShouldStartWith("\"");
        printed.ShouldNotStartWith("\"\"\"");
        Schema.Parse(printed).Query!.Description.ShouldBe(description);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("  a")]
    [InlineData("  a\nb")]
    [InlineData("ends with \"")]
    [InlineData("has \"\"\" in it \\")]
    public void Other_descriptions_are_printed_as_blocks(string description)
    {
        var printed = SchemaPrinter.Print(Described(description));

        printed.ShouldStartWith("\"\"\"");
        Schema.Parse(printed).Query!.Description.ShouldBe(description);
    }

    private static Schema Described(string description)
    {
        var original = Schema.Parse("type Query { a: Int }").Query!;
        var query = new ObjectType("Query") { Description = description, Fields = original.Fields };
        var parts = new SchemaParts { Query = query };
        parts.Types.Add(query);
        return new Schema(parts);
    }
}
