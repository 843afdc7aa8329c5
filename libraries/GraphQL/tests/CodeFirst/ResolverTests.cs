using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Subscriptions;

namespace OrleansLedger.GraphQL.Tests.CodeFirst;

public sealed class ResolverTests
{
    private readonly LibraryServer server = new();

    [Theory]
    [InlineData("{ books { title kind subtitle } }", """{"books":[{"title":"Röda rummet","kind":"FICTION","subtitle":null},{"title":"Kallocain","kind":"SCIENCE_FICTION","subtitle":"Roman"},{"title":"Inferno","kind":"TRUE_STORY","subtitle":null}]}""")]
    [InlineData("{ books(filter: { text: \"R\", limit: 1 }) { title } }", """{"books":[{"title":"Röda rummet"}]}""")]
    [InlineData("{ books(filter: { kinds: [TRUE_STORY, SCIENCE_FICTION] }) { title } }", """{"books":[{"title":"Kallocain"},{"title":"Inferno"}]}""")]
    [InlineData("{ book(by: { title: \"Inferno\" }) { pages half: pages(unit: HALF_PAGES) } }", """{"book":{"pages":100,"half":200}}""")]
    [InlineData("{ book(by: { title: \"?\" }) { title } }", """{"book":null}""")]
    [InlineData("{ bookCount }", """{"bookCount":3}""")]
    [InlineData("{ counted(to: 3) }", """{"counted":[1,2,3]}""")]
    [InlineData("{ items { __typename title ... on Film { length { hours } } } }", """{"items":[{"__typename":"Book","title":"Röda rummet"},{"__typename":"Film","title":"Persona","length":{"hours":1}}]}""")]
    [InlineData("{ found { __typename ... on Writer { name } ... on Book { title } } }", """{"found":[{"__typename":"Book","title":"Röda rummet"},{"__typename":"Writer","name":"Writer 1"}]}""")]
    public async Task A_query_is_answered(string document, string data) => (await server.DataAsync(document)).ShouldBe(data);

    [Fact]
    public async Task An_id_of_any_kind_becomes_the_type_the_method_asks_for()
    {
        (await server.DataAsync("query ($ids: [ID!]!) { ids(ids: $ids) }", new { ids = new[] { Shelf.First.ToString("N"), Shelf.First.ToString() } }))
            .ShouldBe($$"""{"ids":["{{Shelf.First}}","{{Shelf.First}}"]}""");

        var refused = await server.AskAsync("{ ids(ids: [\"x\"]) }");
        refused["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("\"x\" is not an id of this kind");
    }

    [Fact]
    public async Task An_input_object_is_made_with_what_was_given_and_keeps_its_own_defaults_otherwise()
    {
        var id = Shelf.First;
        (await server.DataAsync("mutation ($i: ChangeBookInput!) { changeBook(input: $i) }", new { i = new { id, language = "en" } })).ShouldBe($$"""{"changeBook":"{{id:N}} - en"}""");
        (await server.DataAsync("mutation ($i: ChangeBookInput!) { changeBook(input: $i) }", new { i = new { id, subtitle = (string?)null, language = "en" } })).ShouldBe($$"""{"changeBook":"{{id:N}} '' en"}""");
        (await server.DataAsync("mutation ($i: ChangeBookInput!) { changeBook(input: $i) }", new { i = new { id, subtitle = "x", language = "en" } })).ShouldBe($$"""{"changeBook":"{{id:N}} 'x' en"}""");
    }

    [Fact]
    public async Task Keys_that_resolvers_ask_for_are_fetched_together()
    {
        (await server.DataAsync("{ books { writer { name } } }")).ShouldBe("""{"books":[{"writer":{"name":"Writer 1"}},{"writer":{"name":"Writer 2"}},{"writer":{"name":"Writer 1"}}]}""");

        server.Shelf.Batches.ShouldBe([[1, 2]]);
    }

    [Fact]
    public async Task Keys_asked_for_after_a_batch_go_into_one_further_batch()
    {
        await server.DataAsync("{ books { writerOfWriter { name } } }");

        server.Shelf.Batches.ShouldBe([[1, 2], [3]]);
    }

    [Fact]
    public async Task A_page_has_cursors_that_lead_to_the_next_and_back()
    {
        var first = await server.AskAsync("{ pagedBooks { totalCount nodes { title } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }");
        var page = first["data"]!["pagedBooks"]!;
        page["totalCount"]!.GetValue<int>().ShouldBe(3);
        page["nodes"]!.AsArray().Count.ShouldBe(2);
        page["pageInfo"]!["hasNextPage"]!.GetValue<bool>().ShouldBeTrue();
        page["pageInfo"]!["hasPreviousPage"]!.GetValue<bool>().ShouldBeFalse();

        var next = await server.AskAsync("query ($after: String) { pagedBooks(after: $after) { nodes { title } pageInfo { hasNextPage startCursor } } }", new { after = page["pageInfo"]!["endCursor"]!.GetValue<string>() });
        next["data"]!["pagedBooks"]!["nodes"]!.ToJsonString().ShouldContain("Inferno");
        next["data"]!["pagedBooks"]!["pageInfo"]!["hasNextPage"]!.GetValue<bool>().ShouldBeFalse();

        var back = await server.AskAsync("query ($before: String) { pagedBooks(last: 1, before: $before) { nodes { title } } }", new { before = next["data"]!["pagedBooks"]!["pageInfo"]!["startCursor"]!.GetValue<string>() });
        back["data"]!["pagedBooks"]!["nodes"]!.ToJsonString().ShouldContain("Kallocain");
    }

    [Theory]
    [InlineData("{ numbers(first: 4) { nodes } }", "\"first\" may be 3 at most; it is 4.")]
    [InlineData("{ numbers(first: -1) { nodes } }", "\"first\" must be 0 or more; it is -1.")]
    [InlineData("{ numbers(first: 1, last: 1) { nodes } }", "\"first\" or \"last\", not both")]
    [InlineData("{ numbers(after: \"?\") { nodes } }", "\"after\" is not a cursor of this list")]
    public async Task A_page_that_cannot_be_is_refused(string document, string message)
    {
        var response = await server.AskAsync(document);

        response["errors"]![0]!["message"]!.GetValue<string>().ShouldContain(message);
        response["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe(ErrorCodes.BadUserInput);
    }

    [Fact]
    public async Task A_list_that_is_awaited_is_paged_too() =>
        (await server.DataAsync("{ numbers(first: 2) { nodes totalCount } }")).ShouldBe("""{"numbers":{"nodes":[10,11],"totalCount":7}}""");

    [Fact]
    public async Task What_a_resolver_throws_is_masked_and_says_where()
    {
        var response = await server.AskAsync("{ books(filter: { limit: 1 }) { title broken } }");

        var error = response["errors"]!.AsArray().ShouldHaveSingleItem()!;
        error["message"]!.GetValue<string>().ShouldBe("Unexpected Execution Error");
        error["path"]!.ToJsonString().ShouldBe("""["books",0,"broken"]""");
        error["locations"]!.ToJsonString().ShouldBe("""[{"line":1,"column":39}]""");
        error["extensions"]!["code"]!.GetValue<string>().ShouldBe(ErrorCodes.InternalError);
        response.ToJsonString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task What_a_resolver_says_to_the_client_arrives_with_code_and_extensions()
    {
        var response = await server.AskAsync("{ refused }");

        response["errors"]![0]!["message"]!.GetValue<string>().ShouldBe("Not today.");
        response["errors"]![0]!["extensions"]!.ToJsonString().ShouldBe("""{"code":"CLOSED","opensAt":8}""");
    }

    [Fact]
    public async Task An_operation_that_takes_too_long_is_ended()
    {
        var hasty = new LibraryServer(o => o.ExecutionTimeout = TimeSpan.FromMilliseconds(20));

        var response = await hasty.AskAsync("{ forever }");

        response["data"].ShouldBeNull();
        response["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe(ErrorCodes.Cancelled);
        response["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("0.02 s");
    }

    [Fact]
    public async Task An_operation_whose_client_has_gone_is_ended()
    {
        using var gone = new CancellationTokenSource();
        var asked = server.AskAsync("{ forever }", cancellation: gone.Token);
        await gone.CancelAsync();

        (await asked)["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("cancelled");
    }

    [Fact]
    public async Task Mutations_run_one_after_the_other()
    {
        (await server.DataAsync("mutation { a: append(value: 1) b: append(value: 2) c: append(value: 3) }")).ShouldBe("""{"a":1,"b":2,"c":3}""");

        server.Journal.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Fields_are_only_for_those_who_may_see_them()
    {
        (await CodeOf("{ forMembers }", null)).ShouldBe(ErrorCodes.NotAuthenticated);
        (await CodeOf("{ forMembers }", LibraryServer.Somebody())).ShouldBeNull();
        (await CodeOf("{ forLibrarians }", LibraryServer.Somebody())).ShouldBe(ErrorCodes.NotAuthorized);
        (await CodeOf("{ forLibrarians }", LibraryServer.Somebody(new Claim(ClaimTypes.Role, "librarian")))).ShouldBeNull();
        (await CodeOf("{ forAdults }", LibraryServer.Somebody(new Claim("age", "17")))).ShouldBe(ErrorCodes.NotAuthorized);
        (await CodeOf("{ forAdults }", LibraryServer.Somebody(new Claim("age", "18")))).ShouldBeNull();
    }

    [Theory]
    [InlineData("{ books(filter: { limit: 1 }) { shelfMark } }")]
    [InlineData("{ items { title ... on Book { shelfMark } } }")]
    [InlineData("{ found { ... on Book { deeper: writer { name } shelfMark } } }")]
    public async Task Fields_below_the_root_are_checked_in_the_first_request_already(string document)
    {
        (await CodeOf(document, LibraryServer.Somebody())).ShouldBe(ErrorCodes.NotAuthorized);
        (await new LibraryServer().DataAsync(document, user: LibraryServer.Somebody(new Claim(ClaimTypes.Role, "librarian")))).ShouldContain("\"shelfMark\":\"R-1\"");
    }

    [Fact]
    public async Task A_client_is_told_no_names_where_suggestions_are_switched_off()
    {
        var discreet = new LibraryServer(o => o.Suggestions = false);

        var unknown = await discreet.AskAsync("query ($f: BookFilterInput) { books(filter: $f) { title } }", new { f = new { kind = 1, kinds = new[] { "FICTIO" } } });

        unknown["errors"]!.AsArray().Count.ShouldBe(2);
        unknown.ToJsonString().ShouldNotContain("Did you mean");
    }

    [Fact]
    public async Task Topics_that_nobody_listens_to_any_more_are_forgotten()
    {
        var topics = server.Services.GetRequiredService<InMemoryTopics>();
        for (var i = 0; i < 100; i++)
        {
            using var gone = new CancellationTokenSource();
            var result = await server.BeginAsync($"subscription {{ bookLent(title: \"{i}\") }}", cancellation: gone.Token);
            result.ShouldBeOfType<SubscriptionResult>();
            await gone.CancelAsync();
        }

        topics.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_user_is_the_requests() => (await server.DataAsync("{ userName }", user: LibraryServer.Somebody())).ShouldBe("""{"userName":"Ada"}""");

    [Fact]
    public async Task A_subscription_follows_its_topic_until_it_is_left()
    {
        var result = await server.BeginAsync("subscription { bookLent(title: \"Inferno\") }");
        var topics = server.Services.GetRequiredService<ITopicEventSender>();
        await topics.SendAsync("lent-Kallocain", 1, TestContext.Current.CancellationToken);
        await topics.SendAsync("lent-Inferno", 2, TestContext.Current.CancellationToken);
        await topics.SendAsync("lent-Inferno", 3, TestContext.Current.CancellationToken);

        (await TakeAsync(result, 2)).ShouldBe(["""{"data":{"bookLent":"Inferno 2"}}""", """{"data":{"bookLent":"Inferno 3"}}"""]);
    }

    [Theory]
    [InlineData("subscription { countDown(from: 2) }", """{"data":{"countDown":2}}""", """{"data":{"countDown":1}}""")]
    [InlineData("subscription { bookReturned { title writer { name } } }", """{"data":{"bookReturned":{"title":"Röda rummet","writer":{"name":"Writer 1"}}}}""", """{"data":{"bookReturned":{"title":"Kallocain","writer":{"name":"Writer 2"}}}}""")]
    public async Task A_subscription_gives_one_response_for_each_event(string document, string first, string second) =>
        (await TakeAsync(await server.BeginAsync(document), 2)).ShouldBe([first, second]);

    private static async Task<List<string>> TakeAsync(ExecutionResult result, int count)
    {
        var taken = new List<string>();
        await foreach (var one in result.ShouldBeOfType<SubscriptionResult>().Results)
        {
            taken.Add(System.Text.Encoding.UTF8.GetString(one.Json.Span));
            await one.DisposeAsync();
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    private async Task<string?> CodeOf(string document, ClaimsPrincipal? user) =>
        (await server.AskAsync(document, user: user))["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>();
}
