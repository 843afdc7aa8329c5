namespace OrleansLedger.GraphQL.Bench.Attacks;

/// <summary>What an attack of one size costs. Times are medians in microseconds, sizes and memory bytes.</summary>
/// <param name="Size">The document and its variables.</param>
/// <param name="Refusal">The first error's code; null where the request was not refused.</param>
/// <param name="Errors">How many.</param>
/// <param name="AnswerSize">The response.</param>
/// <param name="Unknown">The first time.</param>
/// <param name="Known">The same document again.</param>
/// <param name="Allocated">By the first time.</param>
/// <param name="Kept">Of each document, by a cache full of such ones.</param>
internal sealed record AttackFigures(int Size, string? Refusal, int Errors, int AnswerSize, double Unknown, double Known, double Allocated, double Kept);
