using System.Text.Json;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Domain.Tests.Access;

public sealed class AuditDetailTests
{
    [Theory]
    [InlineData("""{"name":"Harbour Cafe","force":true,"amount":12.50,"none":null}""", """{"name":"Harbour Cafe","force":true,"amount":12.50,"none":null}""")]
    [InlineData("""{"clientSecret":"abc","a":[{"refresh_token":"x"}],"password":{"b":1}}""", """{"clientSecret":"(removed)","a":[{"refresh_token":"(removed)"}],"password":"(removed)"}""")]
    [InlineData("""{"code":"4/abc","state":"xyz","key":"k","category":"travel"}""", """{"code":"(removed)","state":"(removed)","key":"(removed)","category":"travel"}""")]
    [InlineData("""{"note":"it is olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQ, keep it"}""", """{"note":"it is (removed), keep it"}""")]
    [InlineData("""["a",1]""", """{"input":["a",1]}""")]
    public void Input_is_kept_but_for_what_is_secret(string input, string kept) => Of(input).ShouldBe(kept);

    [Fact]
    public void Long_texts_and_lists_are_cut_and_say_how_long_they_were()
    {
        var detail = Of(JsonSerializer.Serialize(new { text = new string('x', 500), list = Enumerable.Range(1, 1_000) }));

        using var json = JsonDocument.Parse(detail);
        json.RootElement.GetProperty("text").GetString().ShouldBe(new string('x', 200) + "... (500 characters)");
        var list = json.RootElement.GetProperty("list").EnumerateArray().ToList();
        list.Count.ShouldBe(21);
        list[^1].GetString().ShouldBe("(and 980 more)");
    }

    [Fact]
    public void What_PostgreSQL_has_no_room_for_is_replaced() => Of("""{"a":"x\u0000y"}""").ShouldNotContain("\\u0000");

    private static string Of(string input)
    {
        using var json = JsonDocument.Parse(input);
        return AuditDetail.Of(json.RootElement);
    }
}
