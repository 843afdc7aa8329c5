using System.Net;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Domain.Tests.Access;

public sealed class AuditWalkTests
{
    private static readonly TenantId s_tenant = new(Guid.Parse("019d5900-0000-7000-8000-00000000000a"));

    private static readonly AuditFact s_fact = new(
        Guid.Parse("019d5900-0000-7000-8000-000000000001"),
        new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero),
        new ApiKeyId(Guid.Parse("019d5900-0000-7000-8000-00000000000b")),
        "office",
        "startSync",
        "connection 1",
        IPAddress.Loopback,
        AuditOutcome.Ok,
        Code: null,
        "{}");

    /// <summary>Every field changed alone.</summary>
    public static TheoryData<string> Fields() => [.. Changes.Keys];

    private static Dictionary<string, Func<AuditEntry, AuditEntry>> Changes { get; } = new(StringComparer.Ordinal)
    {
        ["tenant"] = e => e with { Tenant = null },
        ["sequence"] = e => e with { Sequence = 2 },
        ["id"] = e => e with { Fact = e.Fact with { Id = Guid.Empty } },
        ["at"] = e => e with { Fact = e.Fact with { At = e.Fact.At.AddMicroseconds(1) } },
        ["actor key"] = e => e with { Fact = e.Fact with { ActorKey = null } },
        ["actor name"] = e => e with { Fact = e.Fact with { ActorName = "offic" } },
        ["action"] = e => e with { Fact = e.Fact with { Action = "startsync" } },
        ["target"] = e => e with { Fact = e.Fact with { Target = null } },
        ["address"] = e => e with { Fact = e.Fact with { RemoteAddress = IPAddress.Any } },
        ["outcome"] = e => e with { Fact = e.Fact with { Outcome = AuditOutcome.Failed } },
        ["code"] = e => e with { Fact = e.Fact with { Code = "" } },
        ["detail"] = e => e with { Fact = e.Fact with { Detail = "{ }" } },
        ["previous hash"] = e => e with { PreviousHash = new byte[31].Append((byte)1).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_change_of_any_field_shows(string field)
    {
        var entry = AuditEntry.After(AuditHead.None, s_tenant, s_fact);
        entry.IsIntact().ShouldBeTrue();

        Changes[field](entry).IsIntact().ShouldBeFalse();
    }

    [Fact]
    public void Text_moved_from_one_field_to_the_next_shows()
    {
        var one = AuditEntry.After(AuditHead.None, s_tenant, s_fact with { ActorName = "ab", Action = "c" });
        var other = AuditEntry.After(AuditHead.None, s_tenant, s_fact with { ActorName = "a", Action = "bc" });

        one.Hash.ShouldNotBe(other.Hash);
    }

    [Fact]
    public void A_whole_chain_is_whole_and_names_its_head()
    {
        var chain = Chain(5);

        var verdict = Walk(chain, Head(chain));

        verdict.IsWhole.ShouldBeTrue(verdict.Break?.Text);
        (verdict.Entries, verdict.Head.Sequence).ShouldBe((5, 5));
    }

    [Fact]
    public void An_empty_chain_is_whole() => Walk([], AuditHead.None).ShouldBe(new AuditVerdict(0, AuditHead.None, null));

    [Fact]
    public void A_chain_written_anew_fits_itself_and_not_the_head_kept_elsewhere()
    {
        var noted = Head(Chain(3));
        var forged = Chain(5, "somebody else");

        Walk(forged, Head(forged)).IsWhole.ShouldBeTrue("nothing in the database is left to hold it against");
        var verdict = Walk(forged, Head(forged), noted);

        verdict.Break.ShouldBe(new AuditBreak(3, "rewritten", "Entry 3 is not the one noted before: it or an entry before it was written anew."));
    }

    [Fact]
    public void Entries_and_head_removed_together_show_against_the_head_kept_elsewhere()
    {
        var chain = Chain(5);
        var rest = chain[..3];

        Walk(rest, Head(rest)).IsWhole.ShouldBeTrue();
        var found = Walk(rest, Head(rest), Head(chain)).Break;

        (found?.Sequence, found?.Code).ShouldBe((4, "truncated"));
    }

    private static List<AuditEntry> Chain(int length, string actor = "office")
    {
        var chain = new List<AuditEntry>();
        for (var i = 0; i < length; i++)
        {
            chain.Add(AuditEntry.After(Head(chain), s_tenant, s_fact with { Id = Guid.CreateVersion7(), ActorName = actor }));
        }

        return chain;
    }

    private static AuditHead Head(List<AuditEntry> chain) => chain is [.., var last] ? new AuditHead(last.Sequence, last.Hash) : AuditHead.None;

    private static AuditVerdict Walk(List<AuditEntry> chain, AuditHead head, AuditHead? known = null)
    {
        var walk = new AuditWalk(head, known);
        _ = chain.TrueForAll(walk.Step);
        return walk.Finish(chain.Count);
    }
}
