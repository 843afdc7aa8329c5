namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Random choices that one seed determines, on every machine and in every version of .NET (SplitMix64).</summary>
internal sealed class Chance(long seed)
{
    private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
        }
    }

    public int Between(int least, int greatest) => least + Next(greatest - least + 1);

    public bool Percent(int percent) => Next(100) < percent;

    public T Pick<T>(List<T> from) => from[Next(from.Count)];

    public T Pick<T>(params ReadOnlySpan<T> from) => from[Next(from.Length)];
}
