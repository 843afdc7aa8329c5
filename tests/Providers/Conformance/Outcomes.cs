using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>Assertions on what a provider's calls gave.</summary>
public static class Outcomes
{
    public static T ShouldSucceed<T>(this Answer<T> answer)
    {
        answer.Failure.ShouldBeNull();
        return answer.Value;
    }

    public static TFailure ShouldFail<T, TFailure>(this Answer<T> answer)
        where TFailure : ProviderFailure => answer.Failure.ShouldBeOfType<TFailure>();

    public static RemoteEntry ShouldBeWritten(this WriteOutcome outcome) => outcome.ShouldBeOfType<WriteOutcome.Written>().Entry;

    /// <summary>Written now or before: the entry stands.</summary>
    public static RemoteEntry ShouldStand(this WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Written written => written.Entry,
        WriteOutcome.AlreadyThere there => there.Entry,
        _ => throw new ShouldAssertException($"The entry should stand in the books, but the outcome is {outcome}"),
    };
}
