using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Domain.Tests.SyncRecords;

public sealed class SyncRecordMachineTests
{
    /// <summary>Every pair of state and event there is.</summary>
    public static TheoryData<SyncRecordState, SyncRecordEvent> Pairs()
    {
        var pairs = new TheoryData<SyncRecordState, SyncRecordEvent>();
        foreach (var state in Enum.GetValues<SyncRecordState>())
        {
            foreach (var on in Enum.GetValues<SyncRecordEvent>())
            {
                pairs.Add(state, on);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_event_leads_where_the_table_says_and_is_refused_where_it_says_nothing(SyncRecordState state, SyncRecordEvent on)
    {
        var rows = SyncRecordMachine.Transitions.Where(t => t.From == state && t.On == on).ToList();

        if (rows.Count == 0)
        {
            Should.Throw<InvalidOperationException>(() => SyncRecordMachine.Next(state, on)).Message.ShouldBe($"A sync record that is {state} cannot {on}.");
        }
        else
        {
            rows.ShouldHaveSingleItem("one state and event lead to one state");
            SyncRecordMachine.Next(state, on).ShouldBe(rows[0].To);
        }
    }

    [Theory]
    [InlineData(SyncRecordEvent.Send)]
    [InlineData(SyncRecordEvent.Park)]
    [InlineData(SyncRecordEvent.TakeBack)]
    public void While_a_call_is_out_only_its_outcome_moves_the_entry(SyncRecordEvent on) =>
        Should.Throw<InvalidOperationException>(() => SyncRecordMachine.Next(SyncRecordState.Sending, on));

    [Fact]
    public void What_stands_in_the_books_is_never_forgotten_by_parking_it() =>
        Should.Throw<InvalidOperationException>(() => SyncRecordMachine.Next(SyncRecordState.Synced, SyncRecordEvent.Park));

    [Fact]
    public void Nothing_leads_out_of_an_entry_taken_back() =>
        SyncRecordMachine.Transitions.ShouldNotContain(t => t.From == SyncRecordState.TakenBack);

    [Fact]
    public void Every_state_can_be_reached_from_parked()
    {
        var reached = new HashSet<SyncRecordState> { SyncRecordState.Parked };
        while (SyncRecordMachine.Transitions.Any(t => reached.Contains(t.From) && reached.Add(t.To)))
        {
        }

        reached.ShouldBe(Enum.GetValues<SyncRecordState>(), ignoreOrder: true);
    }
}
