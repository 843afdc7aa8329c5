using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What a resolver may know: its parent, its arguments, the request.</summary>
public sealed class ResolverContext
{
    internal ResolverContext(RequestState request) => Request = request;

    internal RequestState Request { get; }

    internal FieldPlan Plan { get; set; } = null!;

    internal object?[] Arguments { get; set; } = [];

    /// <summary>Knows the path while it writes the field; null where the tree knows it.</summary>
    internal ObjectWriter? Writer { get; init; }

    /// <summary>The place in the tree, where there is one.</summary>
    internal ResultNode? Node { get; set; }

    internal int Slot { get; set; }

    /// <summary>The object whose field this is; null for root fields without a root value.</summary>
    public object? Source { get; internal set; }

    /// <summary>The field.</summary>
    public Field Field => Plan.Field;

    /// <summary>The key in the response.</summary>
    public string ResponseName => Plan.ResponseName;

    /// <summary>The object type the field is selected on.</summary>
    public ObjectType ParentType => Plan.ParentType;

    /// <summary>Response names and list indices from the root down to this field.</summary>
    public IReadOnlyList<object> Path => Writer?.CurrentPath() ?? Node?.PathTo(Slot) ?? [];

    /// <summary>Ends when the time is up or, but for mutations, the client has gone.</summary>
    public CancellationToken CancellationToken => Request.CancellationToken;

    /// <summary>The request's services.</summary>
    public IServiceProvider Services => Request.Services;

    /// <summary>Who asks; an anonymous user when nobody is signed in.</summary>
    public ClaimsPrincipal User => Request.User;

    /// <summary>Data of the application's that lives as long as the request.</summary>
    public IDictionary<string, object?> RequestData => Request.Data;

    /// <summary>The parent, as what it is.</summary>
    public T Parent<T>() => (T)Source!;

    /// <summary>An argument's value by its index among the field's arguments, in the type the argument asks for; null where absent.</summary>
    public object? Argument(int index) => Arguments[index] == InputCoercion.Absent ? null : Arguments[index];

    /// <summary>An argument's value by its index, the type's default where absent.</summary>
    public T ArgumentOr<T>(int index) => Argument(index) is { } value ? (T)value : default!;

    /// <summary>An argument's value by its index, with whether it was given.</summary>
    public Optional<T> OptionalArgument<T>(int index) => HasArgument(index) ? new Optional<T>((T?)Argument(index)) : default;

    /// <summary>An argument's value by name.</summary>
    /// <exception cref="ArgumentException">The field has no such argument.</exception>
    public T Argument<T>(string name)
    {
        for (var i = 0; i < Field.Arguments.Count; i++)
        {
            if (Field.Arguments[i].Name == name)
            {
                return (T)Argument(i)!;
            }
        }

        throw new ArgumentException($"The field \"{Field.Name}\" has no argument \"{name}\".", nameof(name));
    }

    /// <summary>Whether the argument was given or has a default.</summary>
    public bool HasArgument(int index) => Arguments[index] != InputCoercion.Absent;

    /// <summary>The names of the fields selected under this one, on any type, one level deep. For resolvers that fetch only what is asked for.</summary>
    public bool IsSelected(string fieldName) => Plan.Selects(fieldName);

    /// <summary>A service of the request.</summary>
    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The request's data loader of this type, made when first asked for.</summary>
    public T DataLoader<T>()
        where T : class, IDataLoader => Request.DataLoader<T>();
}
