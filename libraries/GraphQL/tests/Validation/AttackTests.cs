using System.Text;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;
using OrleansLedger.GraphQL.Validation.Merging;

namespace OrleansLedger.GraphQL.Tests.Validation;

/// <summary>Documents made to cost the server more than their sender: with the limits as they come they are refused, and without them they stay cheap.</summary>
public sealed class AttackTests
{
    private static readonly Schema Library = Schema.Parse(CaseCorpus.Schema("library"));

    public static TheoryData<string, string> Attacks => new()
    {
        { "deep", Nested("above { ", 150) },
        { "aliases", $"{{ {Repeated(3_000, i => $"a{i}: date")} }}" },
        { "root fields", $"{{ {Repeated(5_000, _ => "date")} }}" },
        { "directives", $"{{ date {Repeated(3_000, _ => "@tag(name: \"a\")")} }}" },
        { "unknown directives", $"{{ date {Repeated(7_000, _ => "@a")} }}" },
        { "arguments", $"{{ some({Repeated(100_000, i => $"a{i}: 1")}) }}" },
        { "input fields", $"{{ filter(value: {{{Repeated(100_000, i => $"a{i}: 1")}}}) }}" },
        { "a fragment bomb of fields", "{ ...F0 }" + Repeated(40, i => $"fragment F{i} on Query {{ ...F{i + 1} ... {{ ...F{i + 1} }} }} ") + "fragment F40 on Query { date }" },
        { "a fragment bomb of aliases", "{ shelf { ...F0 } }" + Repeated(40, i => $"fragment F{i} on Shelf {{ a: above {{ ...F{i + 1} }} b: above {{ ...F{i + 1} }} }} ") + "fragment F40 on Shelf { id }" },
        { "a chain of fragments", "{ shelf { ...F0 } }" + Repeated(1_000, i => $"fragment F{i} on Shelf {{ above {{ ...F{i + 1} }} }} ") + "fragment F1000 on Shelf { id }" },
        { "a cycle of fragments", "{ shelf { ...F0 } }" + Repeated(500, i => $"fragment F{i} on Shelf {{ above {{ ...F{(i + 1) % 500} }} }} ") },
        { "many errors", $"{{ author {{ {Repeated(5_000, i => $"x{i}")} }} }}" },
        { "many fields of one name that differ", $"{{ author {{ {Repeated(2_000, i => $"works(first: {i}) {{ __typename }}")} }} }}" },
        { "introspection in lists", "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }" },
        { "many operations", Repeated(1_200, i => $"query Q{i} {{ a: date }} ") },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_is_refused(string name, string document)
    {
        var errors = Checked.Validate(document);

        errors.ShouldNotBeEmpty($"The attack by {name} went through.");
        errors.Count.ShouldBeLessThanOrEqualTo(new GraphQLOptions().MaxValidationErrors + 1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(4_000)]
    public void Fields_written_again_and_again_are_looked_at_a_bounded_number_of_times_each(int count)
    {
        StepsOf($"{{ author {{ {Repeated(count, _ => "name")} }} }}").ShouldBeLessThan(4 * count);
        StepsOf($"{{ {Repeated(count, _ => "author { name }")} }}").ShouldBeLessThan(8 * count);
        StepsOf($"{{ {Repeated(count, i => $"a{i}: author {{ name }}")} }}").ShouldBeLessThan(8 * count);
        StepsOf($"{{ node(id: 1) {{ {Repeated(count, i => i % 2 == 0 ? "... on Author { x: name }" : "... on Member { x: name }")} }} }}").ShouldBeLessThan(10 * count);
        StepsOf($"{{ author {{ {Repeated(count, _ => "...F")} }} }} fragment F on Author {{ name }}").ShouldBeLessThan(4 * count);
        StepsOf(Chain(count, "...")).ShouldBeLessThan(8 * count);
        StepsOf(Chain(count / 10, "above")).ShouldBeLessThan(8 * count);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("above", "above")]
    public void Fragments_that_spread_each_other_twice_are_looked_at_once_for_each_way_their_fields_meet(string one, string other)
    {
        var bomb = "{ shelf { ...F0 } }" + Repeated(150, i => $"fragment F{i} on Shelf {{ {Aliased(one)} {{ ...F{i + 1} }} {Aliased(other)} {{ ...F{i + 1} }} }} ") + "fragment F150 on Shelf { id }";

        StepsOf(bomb).ShouldBeLessThan(4_000);
        Checked.Validate(bomb, Checked.Unlimited()).ShouldBeEmpty();
    }

    [Fact]
    public void What_can_be_combined_in_too_many_ways_is_refused_as_too_complex()
    {
        // Which fragments meet at a place depends on each of the steps that led there: twice as many ways with each step.
        const int Steps = 24;
        var document = new StringBuilder("{ shelf { ...S } } fragment S on Shelf { a: above { ...S1 } b: above { ...S1 ...M1 } }");
        for (var i = 1; i < Steps; i++)
        {
            document.Append($" fragment S{i} on Shelf {{ a: above {{ ...S{i + 1} }} b: above {{ ...S{i + 1} ...M{i + 1} }} }}");
            document.Append(Repeated(i - 1, age => $" fragment M{i}x{age} on Shelf {{ a: above {{ ...M{i + 1}x{age + 1} }} b: above {{ ...M{i + 1}x{age + 1} }} }}"));
            document.Append($" fragment M{i} on Shelf {{ a: above {{ ...M{i + 1}x0 }} b: above {{ ...M{i + 1}x0 }} }}");
        }

        document.Append($" fragment S{Steps} on Shelf {{ id }} fragment M{Steps} on Shelf {{ id }} {Repeated(Steps - 1, age => $" fragment M{Steps}x{age} on Shelf {{ id }}")}");

        Checked.Validate(document.ToString(), Checked.Unlimited()).ShouldHaveSingleItem().Code.ShouldBe(ErrorCodes.TooComplex);
    }

    [Fact]
    public void A_conflict_is_found_however_many_fields_stand_around_it()
    {
        var errors = Checked.Validate($"{{ author {{ {Repeated(4_000, _ => "name")} name: id {Repeated(4_000, _ => "born")} }} }}", Checked.Unlimited());

        errors[0].Message.ShouldStartWith("Fields \"name\" conflict");
        errors.Count.ShouldBeLessThanOrEqualTo(101);
    }

    [Fact]
    public void A_search_for_conflicts_that_takes_too_long_still_ends_with_one()
    {
        var error = Checked.Validate($"{{ author {{ {Repeated(2_000, _ => "name")} born born: id }} }}", Checked.Unlimited()).ShouldHaveSingleItem();

        error.Message.ShouldBe("Fields \"born\" conflict. Use different aliases on the fields to fetch both if this was intentional.");
        error.Locations.Count.ShouldBe(2);
    }

    private static long StepsOf(string document)
    {
        var context = new ValidationContext(Library, Checked.Unlimited());
        var outline = new DocumentOutline(Parser.Parse(document, ParserOptions.Trusted));
        context.Begin(outline);
        var check = new MergeCheck(context);
        check.Check(outline).ShouldBe(MergeVerdict.Mergeable);
        return check.Steps;
    }

    private static string Aliased(string field) => field == "above" ? field : $"{field}: above";

    private static string Chain(int count, string step) =>
        "{ shelf { ...F0 } } " +
        Repeated(count, i => $"fragment F{i} on Shelf {{ {(step == "above" ? $"above {{ ...F{i + 1} }}" : $"id ...F{i + 1}")} }} ") +
        $"fragment F{count} on Shelf {{ id }}";

    private static string Nested(string field, int depth) => "{ shelf { " + string.Concat(Enumerable.Repeat(field, depth)) + "id " + new string('}', depth) + " } }";

    private static string Repeated(int count, Func<int, string> part) => string.Join(' ', Enumerable.Range(0, count).Select(part));
}
