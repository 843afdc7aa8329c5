using System.Text;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Tests.Language;

public sealed class ParsingTests
{
    [Fact]
    public void A_query_becomes_a_tree()
    {
        var document = Parser.Parse("query Q($id: [ID!]! = [1] @v) { a: b(c: $id) @d { ...F ... on T @e { g } ... { h } } }");

        var operation = document.Definitions.ShouldHaveSingleItem().ShouldBeOfType<OperationDefinitionNode>();
        operation.Operation.ShouldBe(OperationKind.Query);
        operation.Name!.Value.ShouldBe("Q");
        var variable = operation.Variables.ShouldHaveSingleItem();
        variable.Type.ToString().ShouldBe("[ID!]!");
        variable.DefaultValue.ShouldBeOfType<ListValueNode>().Values.ShouldHaveSingleItem().ShouldBeOfType<IntValueNode>();
        variable.Directives.ShouldHaveSingleItem().Name.Value.ShouldBe("v");
        var field = operation.SelectionSet.Selections.ShouldHaveSingleItem().ShouldBeOfType<FieldNode>();
        field.ResponseName.ShouldBe("a");
        field.Name.Value.ShouldBe("b");
        field.Arguments.ShouldHaveSingleItem().Value.ShouldBeOfType<VariableNode>().Name.Value.ShouldBe("id");
        field.SelectionSet!.Selections.Select(selection => selection.GetType()).ShouldBe([typeof(FragmentSpreadNode), typeof(InlineFragmentNode), typeof(InlineFragmentNode)]);
        ((InlineFragmentNode)field.SelectionSet.Selections[1]).TypeCondition!.ToString().ShouldBe("T");
        ((InlineFragmentNode)field.SelectionSet.Selections[2]).TypeCondition.ShouldBeNull();
    }

    [Fact]
    public void Operations_fragments_and_their_variables_may_be_described()
    {
        var document = Parser.Parse("\"what\" query Q(\"\"\"which\"\"\" $a: Int) { a } \"part\" fragment F on T { a }");

        var operation = (OperationDefinitionNode)document.Definitions[0];
        operation.Description!.Value.ShouldBe("what");
        operation.Variables[0].Description!.Block.ShouldBeTrue();
        ((FragmentDefinitionNode)document.Definitions[1]).Description!.Value.ShouldBe("part");
    }

    [Fact]
    public void A_described_node_begins_at_its_description()
    {
        var document = Parser.Parse("  \"a\" type A { \"é\" b(\"c\" d: E): F }");

        var type = (ObjectTypeDefinitionNode)document.Definitions[0];
        document.LocationOf(type).ShouldBe(new SourceLocation(1, 3));
        document.LocationOf(type.Name).ShouldBe(new SourceLocation(1, 12));
        document.LocationOf(type.Fields[0]).ShouldBe(new SourceLocation(1, 16));
        document.LocationOf(type.Fields[0].Name).ShouldBe(new SourceLocation(1, 20));
        document.LocationOf(type.Fields[0].Arguments[0]).ShouldBe(new SourceLocation(1, 22));
    }

    [Fact]
    public void A_span_covers_a_node_and_nothing_after_it()
    {
        var document = Parser.Parse(" { a : b ( c : \"é\" ) @d , e } # end");

        var operation = (OperationDefinitionNode)document.Definitions[0];
        TextOf(operation).ShouldBe("{ a : b ( c : \"é\" ) @d , e }");
        TextOf(operation.SelectionSet.Selections[0]).ShouldBe("a : b ( c : \"é\" ) @d");
        TextOf(((FieldNode)operation.SelectionSet.Selections[0]).Arguments[0]).ShouldBe("c : \"é\"");
        TextOf(document).ShouldBe(" { a : b ( c : \"é\" ) @d , e } # end");

        string TextOf(SyntaxNode node) => Encoding.UTF8.GetString(document.Source.Span[node.Span.Start..node.Span.End]);
    }

    [Fact]
    public void A_schema_becomes_a_tree()
    {
        var document = Parser.Parse("""
            schema @a { query: Q mutation: M }
            type Q implements & I & J @a { b(c: D = { e: 1 }): [F!]! @g }
            interface I implements J
            union U = | A | B
            enum E { "x" A B @a }
            input N @oneOf { a: Int = 1 b: [N] }
            scalar S @specifiedBy(url: "u")
            directive @a(b: Int) repeatable on | FIELD | ENUM_VALUE
            extend schema { subscription: S }
            extend type Q { z: Int }
            """);

        ((SchemaDefinitionNode)document.Definitions[0]).OperationTypes.Select(type => (type.Operation, type.Type.Name.Value))
            .ShouldBe([(OperationKind.Query, "Q"), (OperationKind.Mutation, "M")]);
        var query = (ObjectTypeDefinitionNode)document.Definitions[1];
        query.Interfaces.Select(type => type.Name.Value).ShouldBe(["I", "J"]);
        query.Fields[0].Type.ToString().ShouldBe("[F!]!");
        query.IsExtension.ShouldBeFalse();
        ((InterfaceTypeDefinitionNode)document.Definitions[2]).Fields.ShouldBeEmpty();
        ((UnionTypeDefinitionNode)document.Definitions[3]).Types.Count.ShouldBe(2);
        ((EnumTypeDefinitionNode)document.Definitions[4]).Values.Select(value => value.Name.Value).ShouldBe(["A", "B"]);
        ((InputObjectTypeDefinitionNode)document.Definitions[5]).Fields.Count.ShouldBe(2);
        ((ScalarTypeDefinitionNode)document.Definitions[6]).Directives.ShouldHaveSingleItem();
        var directive = (DirectiveDefinitionNode)document.Definitions[7];
        directive.Repeatable.ShouldBeTrue();
        directive.Locations.Select(location => location.Value).ShouldBe(["FIELD", "ENUM_VALUE"]);
        ((SchemaExtensionNode)document.Definitions[8]).OperationTypes.ShouldHaveSingleItem();
        ((ObjectTypeDefinitionNode)document.Definitions[9]).IsExtension.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "Unexpected <EOF>.", 1)]
    [InlineData("{", "Expected Name, found <EOF>.", 2)]
    [InlineData("{}", "Expected Name, found \"}\".", 2)]
    [InlineData("{ a {} }", "Expected Name, found \"}\".", 6)]
    [InlineData("{ a() }", "Expected Name, found \")\".", 5)]
    [InlineData("{ a(b 1) }", "Expected \":\", found Int \"1\".", 7)]
    [InlineData("{ ...on }", "Expected Name, found \"}\".", 9)]
    [InlineData("{ \"a\\n\" }", "Expected Name, found String \"a\n\".", 3)]
    [InlineData("{ \"\"\"a\"\"\" }", "Expected Name, found BlockString \"a\".", 3)]
    [InlineData("hello", "Unexpected Name \"hello\".", 1)]
    [InlineData("fragment on on T { a }", "Unexpected Name \"on\".", 10)]
    [InlineData("fragment F T { a }", "Expected \"on\", found Name \"T\".", 12)]
    [InlineData("query () { a }", "Expected \"$\", found \")\".", 8)]
    [InlineData("query ($a: Int = $b) { a }", "Unexpected variable \"$b\" in constant value.", 18)]
    [InlineData("query ($a: Int = [$]) { a }", "Unexpected \"$\".", 19)]
    [InlineData("\"d\" { a }", "Unexpected description, descriptions are not supported on shorthand queries.", 1)]
    [InlineData("\"d\" extend type A @b", "Unexpected description, only GraphQL definitions support descriptions.", 1)]
    [InlineData("type A {}", "Expected Name, found \"}\".", 9)]
    [InlineData("type A { b() : C }", "Expected Name, found \")\".", 12)]
    [InlineData("type A implements", "Expected Name, found <EOF>.", 18)]
    [InlineData("extend type A", "Unexpected <EOF>.", 14)]
    [InlineData("extend schema", "Unexpected <EOF>.", 14)]
    [InlineData("extend hello", "Unexpected Name \"hello\".", 8)]
    [InlineData("enum A { true }", "Name \"true\" is reserved and cannot be used for an enum value.", 10)]
    [InlineData("schema { hello: A }", "Unexpected Name \"hello\".", 10)]
    [InlineData("directive @a on hello", "Unexpected Name \"hello\".", 17)]
    [InlineData("directive @a @b on FIELD", "Expected \"on\", found \"@\".", 14)]
    public void A_document_that_is_none_is_refused_where_it_goes_wrong(string text, string description, int column)
    {
        var refusal = Should.Throw<GraphQLSyntaxException>(() => Parser.Parse(text));

        refusal.Message.ShouldBe($"Syntax Error: {description}");
        refusal.Location.ShouldBe(new SourceLocation(1, column));
    }

    [Fact]
    public void A_refusal_is_an_error_with_its_place_and_code()
    {
        var error = Should.Throw<GraphQLSyntaxException>(() => Parser.Parse("{\n  é\n}")).ToError();

        error.Locations.ShouldBe([new SourceLocation(2, 3)]);
        error.Code.ShouldBe(ErrorCodes.SyntaxError);
    }

    [Theory]
    [InlineData("1 2", "Expected <EOF>, found Int \"2\".")]
    [InlineData("", "Unexpected <EOF>.")]
    public void A_lone_value_has_nothing_after_it(string text, string description) =>
        Should.Throw<GraphQLSyntaxException>(() => Parser.ParseValue(text)).Message.ShouldBe($"Syntax Error: {description}");

    [Theory]
    [InlineData("A!!", "Expected <EOF>, found \"!\".")]
    [InlineData("[A", "Expected \"]\", found <EOF>.")]
    public void A_lone_type_has_nothing_after_it(string text, string description) =>
        Should.Throw<GraphQLSyntaxException>(() => Parser.ParseType(text)).Message.ShouldBe($"Syntax Error: {description}");

    [Fact]
    public void Words_of_the_language_are_names_where_names_stand() =>
        Printer.Print(Parser.Parse("query query { on: fragment(type: on, null: query) true { ...true ...on on { on } } }"))
            .ShouldBe("query query {\n  on: fragment(type: on, null: query)\n  true {\n    ...true\n    ... on on {\n      on\n    }\n  }\n}");

    [Fact]
    public void Many_threads_reading_many_names_read_them_right()
    {
        Parallel.For(0, 64, worker =>
        {
            for (var i = 0; i < 500; i++)
            {
                var name = $"field{(i * 31) + worker}";
                Parser.ParseValue(name).ShouldBeOfType<EnumValueNode>().Value.ShouldBe(name);
            }
        });
    }
}
