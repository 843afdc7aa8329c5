using OrleansLedger.Domain.Jobs;

namespace OrleansLedger.Domain.Tests.Jobs;

public sealed class JobMachineTests
{
    /// <summary>Every pair of state and event there is.</summary>
    public static TheoryData<JobStatus, JobEvent> Pairs()
    {
        var pairs = new TheoryData<JobStatus, JobEvent>();
        foreach (var status in Enum.GetValues<JobStatus>())
        {
            foreach (var on in Enum.GetValues<JobEvent>())
            {
                pairs.Add(status, on);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_event_leads_where_the_table_says_and_is_refused_where_it_says_nothing(JobStatus status, JobEvent on)
    {
        var rows = JobMachine.Transitions.Where(t => t.From == status && t.On == on).ToList();

        if (rows.Count == 0)
        {
            Should.Throw<InvalidOperationException>(() => JobMachine.Next(status, on)).Message.ShouldBe($"A job that is {status} cannot {on}.");
        }
        else
        {
            rows.ShouldHaveSingleItem("one state and event lead to one state");
            JobMachine.Next(status, on).ShouldBe(rows[0].To);
        }
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Discarded)]
    public void Nothing_leads_out_of_a_final_state(JobStatus final)
    {
        JobMachine.IsFinal(final).ShouldBeTrue();
        JobMachine.Transitions.ShouldNotContain(t => t.From == final);
    }

    [Theory]
    [InlineData(JobStatus.Available)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Retryable)]
    public void An_open_job_can_be_started_cancelled_and_given_up(JobStatus open)
    {
        JobMachine.IsFinal(open).ShouldBeFalse();
        JobMachine.Next(open, JobEvent.Start).ShouldBe(JobStatus.Running);
        JobMachine.Next(open, JobEvent.Cancel).ShouldBe(JobStatus.Cancelled);
        JobMachine.Next(open, JobEvent.Discard).ShouldBe(JobStatus.Discarded);
    }

    [Fact]
    public void Every_state_can_be_reached_from_the_first()
    {
        var reached = new HashSet<JobStatus> { JobStatus.Available };
        while (JobMachine.Transitions.Any(t => reached.Contains(t.From) && reached.Add(t.To)))
        {
        }

        reached.ShouldBe(Enum.GetValues<JobStatus>(), ignoreOrder: true);
    }
}
