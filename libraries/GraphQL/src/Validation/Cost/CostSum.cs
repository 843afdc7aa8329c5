using System.Runtime.InteropServices;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Validation.Cost;

/// <summary>A part of a cost: a number, or the result of a sum that needs a request's variables.</summary>
/// <param name="Constant">The number.</param>
/// <param name="Sum">The index of the sum whose result is added, or -1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CostAmount(long Constant, int Sum)
{
    public bool IsConstant => Sum < 0;
}

/// <summary>A sum of costs, each times the size of a list. Everything that needs no variables is added up at once.</summary>
internal sealed class CostSum
{
    /// <summary>As great as a limit can be; what is more counts as this.</summary>
    public const long Most = int.MaxValue;

    private long constant;
    private List<(ListSize Size, CostAmount Amount)>? variable;

    /// <summary>Whether nothing was added.</summary>
    public bool IsNone => constant == 0 && variable is null;

    public bool IsConstant => variable is null;

    public void Add(long amount) => constant = Plus(constant, amount);

    public void Add(ListSize size, CostAmount amount)
    {
        if (size.IsConstant && amount.IsConstant)
        {
            Add(Times(size.With(null), amount.Constant));
        }
        else if (amount != new CostAmount(0, -1))
        {
            (variable ??= []).Add((size, amount));
        }
    }

    /// <summary>This sum as part of another; a sum that needs variables gets a place among the others.</summary>
    public CostAmount In(List<CostSum> sums)
    {
        if (IsConstant)
        {
            return new CostAmount(constant, -1);
        }

        sums.Add(this);
        return new CostAmount(0, sums.Count - 1);
    }

    /// <summary>The result, given those of the sums before it.</summary>
    public long With(VariableValues values, ReadOnlySpan<long> results)
    {
        var total = constant;
        foreach (var (size, amount) in variable ?? [])
        {
            var one = amount.IsConstant ? amount.Constant : Plus(amount.Constant, results[amount.Sum]);
            total = Plus(total, Times(size.With(values), one));
        }

        return total;
    }

    public static long Plus(long a, long b) => Math.Min(a + b, Most);

    public static long Times(long a, long b) => Math.Min(a * b, Most);
}
