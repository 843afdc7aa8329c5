using OrleansLedger.Api.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Graph;

/// <summary>What a mutation can say instead of doing its work. Every one has a message that a person can act on, and a code for programs.</summary>
[UnionType]
[GraphQLName("Problem")]
public interface IProblem;

/// <summary>What every problem has, whatever its type: <c>errors { ... on Error { code message } }</c>.</summary>
[InterfaceType]
[GraphQLName("Error")]
public interface IError
{
    /// <summary>For programs, snake_case.</summary>
    string Code { get; }

    /// <summary>For people: what is wrong and what to do.</summary>
    string Message { get; }
}

/// <summary>Something that the input names does not exist, or not for this tenant.</summary>
/// <param name="Code">For programs, snake_case.</param>
/// <param name="Message">What is missing and how to find it.</param>
public sealed record NotFoundProblem(string Code, string Message) : IProblem, IError;

/// <summary>The input is not accepted.</summary>
/// <param name="Code">For programs, snake_case.</param>
/// <param name="Message">What is wrong with it and what to send instead.</param>
/// <param name="Field">The field of the input that is wrong, spelled as in the schema; null where no single field is.</param>
/// <param name="Index">The place in the input's list, from 0; null where the input has no list.</param>
public sealed record InvalidInputProblem(string Code, string Message, string? Field = null, int? Index = null) : IProblem, IError;

/// <summary>It could be taken at another time or in another state.</summary>
/// <param name="Code">For programs, snake_case.</param>
/// <param name="Message">What stands in the way and what to do about it.</param>
public sealed record ConflictProblem(string Code, string Message) : IProblem, IError;

/// <summary>The accounting system said no.</summary>
/// <param name="Code">The accounting system's own code, or ours.</param>
/// <param name="Message">Its words, and what to do next.</param>
public sealed record ProviderProblem(string Code, string Message) : IProblem, IError;

/// <summary>Runs the work of a mutation and turns refusals into problems of its payload.</summary>
internal static class Answer
{
    public static async Task<TPayload> OfAsync<TPayload>(Func<Task<TPayload>> work, Func<IReadOnlyList<IProblem>, TPayload> refused)
    {
        try
        {
            return await work();
        }
        catch (RequestRefusedException e)
        {
            return refused([Of(e)]);
        }
        catch (UnstorableTextException e)
        {
            return refused([new InvalidInputProblem("invalid_text", e.Message)]);
        }
    }

    private static IProblem Of(RequestRefusedException refusal) => refusal.Code switch
    {
        _ when refusal.Code.StartsWith("unknown_", StringComparison.Ordinal) => new NotFoundProblem(refusal.Code, refusal.Message),
        _ when refusal.Code.StartsWith("provider_", StringComparison.Ordinal) => new ProviderProblem(refusal.Code, refusal.Message),
        "idempotency_key_reused" or "not_finished" or "nothing_to_retry" => new ConflictProblem(refusal.Code, refusal.Message),
        _ => new InvalidInputProblem(refusal.Code, refusal.Message, refusal.Field),
    };
}
