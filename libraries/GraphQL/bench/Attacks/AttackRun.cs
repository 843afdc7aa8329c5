using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Tests.Fuzzing.Forest;

namespace OrleansLedger.GraphQL.Bench.Attacks;

/// <summary>Measures one attack on a server of its own, whose options are the defaults.</summary>
internal static class AttackRun
{
    private const int WarmUp = 60;
    private const int Most = 1_200;
    private const int Least = 30;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(1);

    public static async Task<AttackFigures> MeasureAsync(Attack attack, int size, CancellationToken cancellationToken)
    {
        await using var server = new ForestServer();
        var text = Encoding.UTF8.GetBytes(attack.Make(size));
        if (attack.Name == "no UTF-8")
        {
            text[^1] = 0xFF;
        }

        var variables = attack.Variables is { } make ? JsonSerializer.Deserialize<JsonElement>(make(size), new JsonSerializerOptions { MaxDepth = 1000 }) : default;
        for (var number = 0; number < WarmUp; number++)
        {
            await OnceAsync(server, Numbered(text, -number), variables, cancellationToken);
        }

        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (unknown, last) = await MedianAsync(number => OnceAsync(server, Numbered(text, number), variables, cancellationToken), WarmUp);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated - (last.Runs * (text.Length + NumberLength));
        var kept = Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - heap) / (double)Math.Min(last.Runs, 1000 - WarmUp);
        var same = Numbered(text, 0);
        var (known, _) = await MedianAsync(_ => OnceAsync(server, same, variables, cancellationToken), WarmUp);
        var variablesSize = variables.ValueKind == JsonValueKind.Undefined ? 0 : variables.GetRawText().Length;
        return new AttackFigures(text.Length + variablesSize, last.Answer.Refusal, last.Answer.Errors, last.Answer.Size, unknown, known, allocated / (double)last.Runs, kept);
    }

    private static async Task<(double Median, (int Runs, Answer Answer) Last)> MedianAsync(Func<int, Task<Answer>> once, int first)
    {
        var times = new List<double>(Most);
        var answer = default(Answer);
        var began = Stopwatch.GetTimestamp();
        for (var run = 0; run < Most && (run < Least || Stopwatch.GetElapsedTime(began) < s_bound); run++)
        {
            answer = await once(first + run);
            times.Add(answer.Microseconds);
        }

        times.Sort();
        return (times[times.Count / 2], (times.Count, answer));
    }

    private static async Task<Answer> OnceAsync(ForestServer server, byte[] text, JsonElement variables, CancellationToken cancellationToken)
    {
        var request = new GraphQLRequest { Query = text, Variables = variables, Services = server.Services };
        var began = Stopwatch.GetTimestamp();
        await using var result = (OperationResult)await server.Executor.ExecuteAsync(request, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        var refusal = result.HasData ? null : result.Errors[0].Code ?? "none";
        return new Answer(took.TotalMicroseconds, refusal, result.Errors.Count, result.Json.Length);
    }

    private const int NumberLength = 10;

    /// <summary>The same document with another text: one that no cache knows.</summary>
    private static byte[] Numbered(byte[] text, int number) => [.. Encoding.UTF8.GetBytes($"#{number:00000000;-0000000}\n"), .. text];

    private readonly record struct Answer(double Microseconds, string? Refusal, int Errors, int Size);
}
