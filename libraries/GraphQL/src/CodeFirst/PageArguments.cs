using System.Linq.Expressions;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>The four arguments of a paged field.</summary>
internal sealed class PageArguments(int first, UsePagingAttribute paging)
{
    public static PageArguments AddTo(ArgumentList arguments, UsePagingAttribute paging)
    {
        var first = arguments.Add(new InputValue("first", ScalarTypes.Int) { Description = $"Items from the beginning, {paging.MaxPageSize} at most; {Math.Min(paging.DefaultPageSize, paging.MaxPageSize)} when nothing is said." });
        arguments.Add(new InputValue("after", ScalarTypes.String) { Description = "Only items after this cursor." });
        arguments.Add(new InputValue("last", ScalarTypes.Int) { Description = $"Items from the end, {paging.MaxPageSize} at most." });
        arguments.Add(new InputValue("before", ScalarTypes.String) { Description = "Only items before this cursor." });
        return new PageArguments(first, paging);
    }

    /// <summary>The page a request asks for.</summary>
    public PagingArguments Of(ResolverContext context) => PagingArguments.Of(
        context.ArgumentOr<int?>(first), context.ArgumentOr<string?>(first + 1), context.ArgumentOr<int?>(first + 2), context.ArgumentOr<string?>(first + 3), paging);

    public Expression Expression(ParameterExpression context) =>
        System.Linq.Expressions.Expression.Call(System.Linq.Expressions.Expression.Constant(this), nameof(Of), null, context);
}
