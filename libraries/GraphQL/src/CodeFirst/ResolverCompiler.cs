using System.Linq.Expressions;
using System.Reflection;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Paging;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Compiles methods and properties into resolvers: each parameter becomes what it stands for.</summary>
internal sealed class ResolverCompiler(Func<Type, bool> isService)
{
    private static readonly ParameterExpression Context = Expression.Parameter(typeof(ResolverContext), "context");

    /// <summary>The resolver of a property: static, or of the parent, or of a class that is a service or can be made with services.</summary>
    public static FieldResolver Of(PropertyInfo property, Type? parent) => Sync(Expression.Property(Owner(property, property.GetMethod!.IsStatic, parent), property));

    /// <summary>The resolver of a method.</summary>
    /// <param name="method">Static, or of the parent, or of a class that is a service or can be made with services.</param>
    /// <param name="parent">The C# type of the parent, null on root types.</param>
    /// <param name="arguments">Gets the parameters that are arguments.</param>
    /// <param name="paging">How the method is paged, null when it is not.</param>
    public FieldResolver Of(MethodInfo method, Type? parent, ArgumentList arguments, UsePagingAttribute? paging)
    {
        PageArguments? page = paging is null ? null : PageArguments.AddTo(arguments, paging);
        var call = Call(method, parent, arguments, page);
        var keepsContext = method.GetParameters().Any(p => p.ParameterType == typeof(ResolverContext));
        if (page is not null && !typeof(IConnection).IsAssignableFrom(Awaiting.ResultOf(method.ReturnType)))
        {
            return Sliced(call, method, page, keepsContext);
        }

        if (!Awaiting.IsAwaited(method.ReturnType))
        {
            return Sync(call, keepsContext);
        }

        return Awaiting.IsStream(method.ReturnType)
            ? Invoke<FieldResolver>(nameof(Collected), method.ReturnType.GetGenericArguments()[0], call, keepsContext)
            : Invoke<FieldResolver>(nameof(Awaited), Awaiting.ResultOf(method.ReturnType), call, keepsContext);
    }

    /// <summary>The source stream of a method that returns one.</summary>
    public FieldSubscriber StreamOf(MethodInfo method, ArgumentList arguments)
    {
        var stream = Awaiting.ResultOf(method.ReturnType);
        if (!Awaiting.IsStream(stream))
        {
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} must return IAsyncEnumerable<T>, or a task of one, to be a source of events.");
        }

        return Invoke<FieldSubscriber>(nameof(Stream), stream.GetGenericArguments()[0], Call(method, null, arguments, null), Awaiting.IsAwaited(method.ReturnType) && !Awaiting.IsStream(method.ReturnType));
    }

    private Expression Call(MethodInfo method, Type? parent, ArgumentList arguments, PageArguments? page)
    {
        var parameters = method.GetParameters().Select(p => Argument(p, arguments, page)).ToList();
        return Expression.Call(Owner(method, method.IsStatic, parent), method, parameters);
    }

    /// <summary>The object a member is called on.</summary>
    private static Expression? Owner(MemberInfo member, bool isStatic, Type? parent)
    {
        if (isStatic)
        {
            return null;
        }

        return parent is not null && member.DeclaringType!.IsAssignableFrom(parent)
            ? Expression.Convert(Expression.Property(Context, nameof(ResolverContext.Source)), member.DeclaringType)
            : Expression.Call(typeof(ResolverCompiler), nameof(Instance), [member.ReflectedType!], Context);
    }

    private Expression Argument(ParameterInfo parameter, ArgumentList arguments, PageArguments? page)
    {
        var type = parameter.ParameterType;
        if (parameter.IsDefined(typeof(ParentAttribute)) || parameter.IsDefined(typeof(EventMessageAttribute)))
        {
            return Expression.Convert(Expression.Property(Context, nameof(ResolverContext.Source)), type);
        }

        if (parameter.GetCustomAttribute<IsSelectedAttribute>() is { } selected)
        {
            return Expression.Call(Context, nameof(ResolverContext.IsSelected), null, Expression.Constant(selected.FieldName));
        }

        if (type == typeof(CancellationToken))
        {
            return Expression.Property(Context, nameof(ResolverContext.CancellationToken));
        }

        if (type == typeof(ResolverContext))
        {
            return Context;
        }

        if (type == typeof(ClaimsPrincipal))
        {
            return Expression.Property(Context, nameof(ResolverContext.User));
        }

        if (type == typeof(PagingArguments))
        {
            return (page ?? throw new NotSupportedException($"{parameter.Member.DeclaringType}.{parameter.Member.Name} takes PagingArguments, so it needs [UsePaging].")).Expression(Context);
        }

        if (typeof(IDataLoader).IsAssignableFrom(type))
        {
            return Expression.Call(Context, nameof(ResolverContext.DataLoader), [type]);
        }

        if (parameter.IsDefined(typeof(ServiceAttribute)) || type == typeof(IServiceProvider) || isService(type))
        {
            return Expression.Call(typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService), [type], Expression.Property(Context, nameof(ResolverContext.Services)));
        }

        var index = Expression.Constant(arguments.Add(parameter));
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)
            ? Expression.Call(Context, nameof(ResolverContext.OptionalArgument), type.GetGenericArguments(), index)
            : Expression.Call(Context, nameof(ResolverContext.ArgumentOr), [type], index);
    }

    private static FieldResolver Sync(Expression value, bool keepsContext = false) => Invoke<FieldResolver>(nameof(Synchronous), value.Type, value, keepsContext);

    private static FieldResolver Sliced(Expression call, MethodInfo method, PageArguments page, bool keepsContext)
    {
        var element = TypeRegistry.ElementOf(Awaiting.ResultOf(method.ReturnType))
            ?? throw new NotSupportedException($"{method.DeclaringType}.{method.Name} has [UsePaging], so it must return a Connection<T> or a list.");
        var name = Awaiting.IsAwaited(method.ReturnType) ? nameof(SlicedAwaited) : nameof(SlicedSync);
        var own = typeof(ResolverCompiler).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        var types = Awaiting.IsAwaited(method.ReturnType) ? new[] { element, Awaiting.ResultOf(method.ReturnType) } : [element];
        return (FieldResolver)own.MakeGenericMethod(types).Invoke(null, [call, page, keepsContext])!;
    }

    private static T Invoke<T>(string name, Type type, Expression expression, bool flag) =>
        (T)typeof(ResolverCompiler).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [expression, flag])!;

    private static Func<ResolverContext, T> Compiled<T>(Expression expression) => Expression.Lambda<Func<ResolverContext, T>>(expression, Context).Compile();

    private static FieldResolver Synchronous<T>(Expression value, bool keepsContext) => FieldResolver.Of(Compiled<T>(value), keepsContext);

    private static FieldResolver Awaited<T>(Expression task, bool keepsContext) => FieldResolver.OfTask(Compiled<ValueTask<T>>(ToValueTask<T>(task)), keepsContext);

    private static FieldResolver Collected<T>(Expression stream, bool keepsContext)
    {
        var open = Compiled<IAsyncEnumerable<T>>(stream);
        return FieldResolver.OfTask(context => Collect(open(context), context.CancellationToken), keepsContext);

        static async ValueTask<List<T>> Collect(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
        {
            var items = new List<T>();
            await foreach (var item in source.WithCancellation(cancellationToken))
            {
                items.Add(item);
            }

            return items;
        }
    }

    private static FieldResolver SlicedSync<T>(Expression items, PageArguments page, bool keepsContext)
        where T : notnull
    {
        var list = Compiled<IEnumerable<T>>(Expression.Convert(items, typeof(IEnumerable<T>)));
        return FieldResolver.Of(context => ListPaging.Slice(list(context), page.Of(context)), keepsContext);
    }

    private static FieldResolver SlicedAwaited<T, TList>(Expression items, PageArguments page, bool keepsContext)
        where T : notnull
        where TList : IEnumerable<T>
    {
        var list = Compiled<ValueTask<TList>>(ToValueTask<TList>(items));
        return FieldResolver.OfTask(context => Slice(list(context), page.Of(context)), keepsContext);

        static async ValueTask<Connection<T>> Slice(ValueTask<TList> source, PagingArguments page) => ListPaging.Slice(await source, page);
    }

    private static FieldSubscriber Stream<T>(Expression stream, bool awaited)
    {
        if (!awaited)
        {
            var open = Compiled<IAsyncEnumerable<T>>(stream);
            return FieldSubscriber.Of((context, _) => new ValueTask<IAsyncEnumerable<object?>>(Boxed(open(context), context.CancellationToken)));
        }

        var openLater = Compiled<ValueTask<IAsyncEnumerable<T>>>(ToValueTask<IAsyncEnumerable<T>>(stream));
        return FieldSubscriber.Of(async (context, _) => Boxed(await openLater(context), context.CancellationToken));
    }

    private static async IAsyncEnumerable<object?> Boxed<T>(IAsyncEnumerable<T> source, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in source.WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    private static Expression ToValueTask<T>(Expression task) => task.Type == typeof(ValueTask<T>) ? task : Expression.New(typeof(ValueTask<T>).GetConstructor([typeof(Task<T>)])!, task);

    private static T Instance<T>(ResolverContext context) => ActivatorUtilities.GetServiceOrCreateInstance<T>(context.Services);
}
