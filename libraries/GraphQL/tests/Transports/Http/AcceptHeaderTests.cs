using OrleansLedger.GraphQL.Transports.Http;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

public sealed class AcceptHeaderTests
{
    [Theory]
    [InlineData("", "GraphQLResponse")]
    [InlineData("*/*", "Json")]
    [InlineData("application/*", "Json")]
    [InlineData("application/json", "Json")]
    [InlineData("APPLICATION/JSON; charset=utf-8", "Json")]
    [InlineData("application/graphql-response+json", "GraphQLResponse")]
    [InlineData("application/graphql-response+json, application/json", "GraphQLResponse")]
    [InlineData("application/json, application/graphql-response+json", "Json")]
    [InlineData("application/json;q=0.9, application/graphql-response+json", "GraphQLResponse")]
    [InlineData("application/json;q=0, */*", "GraphQLResponse")]
    [InlineData("*/*, application/json;q=0.1", "GraphQLResponse")]
    [InlineData("application/graphql-response+json;q=0, application/*;q=0.5, */*;q=0.1", "Json")]
    [InlineData("text/event-stream", "EventStream")]
    [InlineData("text/event-stream, application/json;q=0.5", "EventStream")]
    [InlineData("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", "GraphQLResponse")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Html")]
    [InlineData("text/plain", "None")]
    [InlineData("application/json;q=0", "None")]
    [InlineData("application/json;q=many", "None")]
    [InlineData(",;,/", "None")]
    public void The_form_wanted_most_is_chosen(string header, string form) => AcceptHeader.Choose(header, eventStream: true, html: true).ToString().ShouldBe(form);

    [Fact]
    public void What_is_switched_off_is_not_chosen()
    {
        AcceptHeader.Choose("text/html, application/json;q=0.1", eventStream: true, html: false).ShouldBe(AnswerForm.Json);
        AcceptHeader.Choose("text/event-stream", eventStream: false, html: true).ShouldBe(AnswerForm.None);
    }
}
