using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The suite looks at what it says it does: it finds the reference equal to itself, and an engine that answers wrongly is caught.</summary>
public sealed class SelfComparisonTests(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reference_agrees_with_a_second_reference_on_every_case()
    {
        await using var second = await ReferenceProcess.StartAsync(Cancellation);
        var differential = new DifferentialRun(fixture.Reference, second);
        foreach (var one in CaseCorpus.All) Assert.Null(await differential.CompareAsync(one, Cancellation));
    }

    [Theory]
    [InlineData("type Query { a: Int }", "{ a }", """{"a":1}""", """{"result":{"data":{"a":2}}}""", "result.data.a")]
    [InlineData("type Query { a: Int }", "{ a b: a }", """{"a":1}""", """{"result":{"data":{"b":1,"a":1}}}""", "the order of members")]
    [InlineData("type Query { a: Int }", "{ a }", """{"a":{"$error":"x"}}""", """{"result":{"errors":[{"message":"x","locations":[{"line":1,"column":3}]}],"data":{"a":null}}}""", "result.errors[0].path")]
    [InlineData("type Query { a: Int }", "{ a }", """{"a":null}""", """{"result":{"data":{}}}""", "result.data.a")]
    [InlineData("type Query { a: Int! }", "{ a }", """{"a":1}""", """{"result":{"data":{"a":"1"}}}""", "result.data.a")]
    [InlineData("type Query { a: [Int] }", "{ a }", """{"a":[{"$async":1},2]}""", """{"result":{"data":{"a":[1]}}}""", "result.data.a[1]")]
    [InlineData("type Query { a: Int! }", "{ a }", """{"a":{"$asyncError":"x"}}""", """{"result":{"errors":[{"message":"y","path":["a"]}],"data":null}}""", "one that no field has")]
    [InlineData("type Query { a: Int! }", "{ a }", """{"a":{"$asyncError":"x"}}""", """{"result":{"data":null}}""", "nulled parents")]
    [InlineData("type Query { a: Int }", "{ a }", """{"a":{"$asyncError":"x"}}""", """{"result":{"data":{"a":null}}}""", "in any order")]
    public async Task A_wrong_answer_is_reported_with_the_place_of_the_first_difference(string schema, string document, string root, string answer, string where)
    {
        var one = new TestCase("Execution/made.cases", 1, "made", CaseKind.Execution, Mark.None, schema, document, Root: JsonNode.Parse(root));

        var report = await new DifferentialRun(fixture.Reference, new FixedAnswer(answer)).CompareAsync(one, Cancellation);

        report.ShouldNotBeNull().ShouldContain(where);
        report.ShouldContain(document);
    }

    [Theory]
    [InlineData("type Query { a: Float }", "{ a }", """{"a":1.50}""", """{"result":{"data":{"a":15e-1},"extensions":{}}}""")]
    [InlineData("type Query { a: Int b: Int }", "{ a b }", """{"a":{"$asyncError":"x"},"b":{"$error":"y"}}""",
        """{"result":{"data":{"a":null,"b":null},"errors":[{"path":["a"],"message":"x","extensions":{"code":"E"},"locations":[{"line":1,"column":3}]},{"message":"y","locations":[{"line":1,"column":5}],"path":["b"]}]}}""")]
    [InlineData("type Query { a: Int! b: Int! }", "{ a b }", """{"a":{"$asyncError":"x"},"b":{"$asyncError":"y"}}""",
        """{"result":{"errors":[{"message":"y","locations":[{"line":1,"column":5}],"path":["b"]}],"data":null}}""")]
    public async Task What_may_differ_is_no_difference(string schema, string document, string root, string answer)
    {
        var one = new TestCase("Execution/made.cases", 1, "made", CaseKind.Execution, Mark.None, schema, document, Root: JsonNode.Parse(root));

        Assert.Null(await new DifferentialRun(fixture.Reference, new FixedAnswer(answer)).CompareAsync(one, Cancellation));
    }

    [Fact]
    public async Task Errors_of_validation_are_compared_in_their_order()
    {
        var one = new TestCase("Validation/FieldsOnCorrectType/made.cases", 1, "made", CaseKind.Validation, Mark.Invalid, "type Query { a: Int }", "{ x y }");
        var errors = (await AnsweredAsync(one))["errors"]!.AsArray();
        var turned = new JsonObject { ["errors"] = new JsonArray(errors[1]!.DeepClone(), errors[0]!.DeepClone()) };

        (await new DifferentialRun(fixture.Reference, new FixedAnswer(turned.ToJsonString())).CompareAsync(one, Cancellation)).ShouldNotBeNull().ShouldContain("errors[0].message");
    }

    [Fact]
    public async Task An_engine_that_throws_is_reported_with_the_case()
    {
        var one = new TestCase("Syntax/made.cases", 1, "made", CaseKind.Syntax, Mark.Valid, null, "{ a }");

        (await new DifferentialRun(fixture.Reference, new FixedAnswer("not JSON")).CompareAsync(one, Cancellation)).ShouldNotBeNull().ShouldContain("Syntax/made.cases: made");
    }

    private async Task<JsonObject> AnsweredAsync(TestCase one)
    {
        await fixture.Reference.SetSchemaAsync(one.Schema!, Cancellation);
        return await fixture.Reference.ValidateAsync(one.Document, Cancellation);
    }

    /// <summary>Takes every schema and answers the same to everything else.</summary>
    private sealed class FixedAnswer(string json) : IEngine
    {
        public Task<JsonObject> SetSchemaAsync(string sdl, CancellationToken cancellation) => Task.FromResult(new JsonObject { ["ok"] = true });

        public Task<JsonObject> ParseAsync(string document, CancellationToken cancellation) => AnswerAsync();

        public Task<JsonObject> ValidateAsync(string document, CancellationToken cancellation) => AnswerAsync();

        public Task<JsonObject> ExecuteAsync(ExecuteRequest request, CancellationToken cancellation) => AnswerAsync();

        public Task<JsonObject> IntrospectAsync(CancellationToken cancellation) => AnswerAsync();

        public Task<JsonObject> PrintSchemaAsync(CancellationToken cancellation) => AnswerAsync();

        private Task<JsonObject> AnswerAsync() => Task.FromResult(JsonNode.Parse(json)!.AsObject());
    }
}
