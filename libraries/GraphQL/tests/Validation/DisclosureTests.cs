using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Tests.Validation;

/// <summary>What a server tells strangers of its schema.</summary>
public sealed class DisclosureTests
{
    private static readonly GraphQLOptions Closed = new() { Introspection = false, Suggestions = false };

    [Theory]
    [InlineData("{ __schema { types { name } } }", "__schema")]
    [InlineData("{ __type(name: \"Book\") { name } }", "__type")]
    [InlineData("{ alias: __schema { types { name } } }", "__schema")]
    [InlineData("{ ...F } fragment F on Query { ... { __schema { description } } }", "__schema")]
    public void Introspection_that_is_switched_off_is_refused(string document, string field)
    {
        var error = Checked.Validate(document, Closed).ShouldHaveSingleItem();

        error.Message.ShouldBe($"Introspection is switched off: the field \"{field}\" cannot be queried here. Ask the operator of the server for its schema.");
        error.Code.ShouldBe(ErrorCodes.ValidationFailed);
        error.Locations.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_name_of_an_objects_type_can_be_asked_for_without_introspection() =>
        Checked.Validate("{ __typename author { __typename } }", Closed).ShouldBeEmpty();

    [Theory]
    [InlineData("{ author { nam } }", "Cannot query field \"nam\" on type \"Author\".")]
    [InlineData("{ node(id: 1) { name } }", "Cannot query field \"name\" on type \"Node\".")]
    [InlineData("{ node(id: 1) { ... on Bok { id } } }", "Unknown type \"Bok\".")]
    [InlineData("{ books(frst: 1) { id } }", "Unknown argument \"frst\" on field \"Query.books\".")]
    [InlineData("{ author @tag(name: \"a\", wight: 1) { id } }", "Unknown argument \"wight\" on directive \"@tag\".")]
    [InlineData("{ language(value: ENN) }", "Value \"ENN\" does not exist in \"Language\" enum.")]
    [InlineData("{ language(value: \"EN\") }", "Enum \"Language\" cannot represent non-enum value: \"EN\".")]
    [InlineData("{ range(value: {from: 1, fromm: 2}) }", "Expected value of type \"Range\" not to include unknown field \"fromm\", found: { from: 1, fromm: 2 }.")]
    public void Nothing_is_suggested_where_suggestions_are_switched_off(string document, string message)
    {
        Checked.Validate(document, Closed).ShouldHaveSingleItem().Message.ShouldBe(message);
        Checked.Validate(document).ShouldHaveSingleItem().Message.ShouldContain("Did you mean");
    }
}
