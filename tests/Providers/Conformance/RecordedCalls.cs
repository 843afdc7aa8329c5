using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>Passes calls on and keeps the answers.</summary>
public sealed class RecordedCalls(DirectCalls calls) : IProviderCalls, IAuthorizationCalls
{
    public List<CallAnswer.Answered> Answers { get; } = [];

    public async Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(request, cancellationToken);
        Answers.Add(answer.ShouldBeOfType<CallAnswer.Answered>());
        return answer;
    }
}

/// <summary>Gives recorded answers again, one of them changed by <paramref name="mutation"/>. After a few more calls than were recorded, no answer comes.</summary>
public sealed class MutatedCalls(IReadOnlyList<CallAnswer.Answered> recorded, AnswerMutation mutation) : IProviderCalls, IAuthorizationCalls
{
    private const int MoreCalls = 20;

    private readonly int _changed = mutation.Random.Next(recorded.Count);
    private int _calls;

    public Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        var at = _calls++;
        return Task.FromResult<CallAnswer>(
            at >= recorded.Count + MoreCalls ? new CallAnswer.NoAnswer("The recording has ended.", MayHaveArrived: true)
            : at == _changed || at >= recorded.Count ? mutation.Of(recorded[Math.Min(at, recorded.Count - 1)])
            : recorded[at]);
    }
}
