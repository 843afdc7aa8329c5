using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.CodeFirst;

public sealed class SchemaFromClassesTests
{
    private static readonly string Sdl = SchemaPrinter.Print(new LibraryServer().Schema);

    [Theory]
    [InlineData("interface Item {\n  \"\"\"Printed on its back.\"\"\"\n  id: ID!\n  title: String!\n}")]
    [InlineData("union Found = Book | Writer")]
    [InlineData("type Film implements Item {\n  id: ID!\n  title: String!\n  length: TimeSpanText!\n}")]
    [InlineData("\"\"\"A printed work.\"\"\"\ntype Book implements Item {")]
    [InlineData("\"\"\"Null for most.\"\"\"\n  subtitle: String\n")]
    [InlineData("name: String! @deprecated(reason: \"Use `title`.\")")]
    [InlineData("pages(unit: Unit! = WHOLE_PAGES): Int!")]
    [InlineData("enum BookKind {\n  \"\"\"Made up.\"\"\"\n  FICTION\n  SCIENCE_FICTION @deprecated(reason: \"Say FICTION.\")\n  TRUE_STORY\n}")]
    [InlineData("input BookFilterInput {\n  \"\"\"Part of the title.\"\"\"\n  text: String\n\n  \"\"\"Any of these.\"\"\"\n  kinds: [BookKind!]\n\n  \"\"\"At most so many.\"\"\"\n  limit: Int! = 10\n}")]
    [InlineData("input ChangeBookInput {\n  id: ID!\n  subtitle: String\n  language: String!\n}")]
    [InlineData("input BookByInput @oneOf {\n  id: ID\n  title: String\n}")]
    [InlineData("\"\"\"Books that fit.\"\"\"\n  books(\n    \"\"\"Everything without one.\"\"\"\n    filter: BookFilterInput\n  ): [Book!]!")]
    [InlineData("book(by: BookByInput!): Book\n")]
    [InlineData("): BookConnection!")]
    [InlineData("type BookConnection {")]
    [InlineData("edges: [BookEdge!]!")]
    [InlineData("pageInfo: PageInfo!")]
    [InlineData("totalCount: Int\n")]
    [InlineData("type PageInfo {\n")]
    [InlineData("ids(ids: [ID!]!): [UUID!]!")]
    [InlineData("counted(to: Int!): [Int!]!")]
    [InlineData("bookCount: Int!")]
    [InlineData("writer: Writer\n")]
    [InlineData("changeBook(input: ChangeBookInput!): String!")]
    [InlineData("bookLent(title: String!): String!")]
    [InlineData("countDown(from: Int!): Int!")]
    public void A_class_gives_its_part_of_the_schema(string part) => Sdl.ShouldContain(part);

    [Theory]
    [InlineData("writerId")]
    [InlineData("shelf:")]
    [InlineData("returned(")]
    [InlineData("equals")]
    [InlineData("deconstruct")]
    public void What_is_no_field_is_not_in_the_schema(string part) => Sdl.ShouldNotContain(part, Case.Insensitive);

    [Fact]
    public void Everything_wrong_with_the_classes_is_said_at_once()
    {
        var services = new ServiceCollection();
        services.AddGraphQLServer().AddType(typeof(WrongQueries)).AddType(typeof(MoreWrongQueries));
        using var provider = services.BuildServiceProvider();

        var message = Should.Throw<SchemaException>(provider.GetRequiredService<Schema>).Message;

        message.ShouldContain("The field \"Query.same\" is there 2 times");
        message.ShouldContain("has no argument \"missing\" to fill in");
        message.ShouldContain("\"__hidden\"");
    }

    [QueryType]
    public static class WrongQueries
    {
        public static int Same() => 1;

        [GraphQLName("__hidden")]
        public static int Hidden() => 1;
    }

    [QueryType]
    public static class MoreWrongQueries
    {
        public static int GetSame() => 2;

        public static Inner GetInner() => new();
    }

    public sealed class Inner
    {
        [Subscribe]
        [Topic("a-{missing}")]
        public static int Wrong([EventMessage] int value) => value;
    }
}
