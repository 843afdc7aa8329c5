using System.Text;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Tests.Execution;

public sealed class DocumentCacheTests
{
    private static readonly PreparedDocument s_prepared = new(null, []);

    [Fact]
    public void A_text_is_found_again_and_no_other()
    {
        var cache = new DocumentCache(10);

        cache.Add(Text(1), s_prepared);

        cache.Find(Text(1)).ShouldBeSameAs(s_prepared);
        cache.Find(Text(2)).ShouldBeNull();
    }

    [Fact]
    public void When_there_are_too_many_those_used_least_recently_go()
    {
        var cache = new DocumentCache(8);
        for (var number = 1; number <= 8; number++)
        {
            cache.Add(Text(number), s_prepared);
        }

        cache.Find(Text(1)).ShouldNotBeNull();
        cache.Add(Text(9), s_prepared);

        cache.Find(Text(1)).ShouldNotBeNull();
        cache.Find(Text(9)).ShouldNotBeNull();
        cache.Find(Text(2)).ShouldBeNull();
        Enumerable.Range(1, 9).Count(number => cache.Find(Text(number)) is not null).ShouldBe(6);
    }

    [Fact]
    public void Long_texts_go_before_there_are_too_many_of_them()
    {
        var cache = new DocumentCache(1_000);
        for (var number = 1; number <= 100; number++)
        {
            cache.Add(Text(number, DocumentCache.MaxText), s_prepared);
        }

        Enumerable.Range(1, 100).Count(number => cache.Find(Text(number, DocumentCache.MaxText)) is not null).ShouldBeInRange(12, 16);
        cache.Find(Text(100, DocumentCache.MaxText)).ShouldNotBeNull();
    }

    [Fact]
    public void A_text_that_is_too_long_is_not_kept_and_the_same_one_counts_once()
    {
        var cache = new DocumentCache(2);
        cache.Add(Text(1), s_prepared);
        cache.Add(Text(1), s_prepared);
        cache.Add(Text(1), s_prepared);
        cache.Add(Text(2, DocumentCache.MaxText + 1), s_prepared);

        cache.Find(Text(1)).ShouldNotBeNull();
        cache.Find(Text(2, DocumentCache.MaxText + 1)).ShouldBeNull();
    }

    private static byte[] Text(int number, int length = 10) => Encoding.UTF8.GetBytes($"{number}".PadRight(length));
}
