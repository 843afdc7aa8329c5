using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>A variable of an operation, with its type in the schema.</summary>
internal sealed class VariablePlan(VariableDefinitionNode node, GraphQLType type)
{
    public VariableDefinitionNode Node { get; } = node;

    public string Name { get; } = node.Variable.Name.Value;

    public GraphQLType Type { get; } = type;

    /// <summary>The default, coerced; <see cref="InputCoercion.Absent"/> without one.</summary>
    public object? Default { get; } = node.DefaultValue is null ? InputCoercion.Absent : InputCoercion.CoerceLiteral(node.DefaultValue, type, null);
}

/// <summary>The coerced variables of one request.</summary>
internal sealed class VariableValues
{
    private static readonly VariableValues None = new([], []);

    private readonly IReadOnlyList<VariablePlan> plans;
    private readonly object?[] values;
    private readonly JsonElement[]? json;

    private VariableValues(IReadOnlyList<VariablePlan> plans, object?[] values, JsonElement[]? json = null)
    {
        this.plans = plans;
        this.values = values;
        this.json = json;
    }

    /// <summary>The value by the variable's name: <see cref="InputCoercion.Absent"/> when neither given nor defaulted.</summary>
    public object? this[string name] => IndexOf(name) is var i and >= 0 ? values[i] : InputCoercion.Absent;

    /// <summary>The value as a literal, for scalars that take any structure; null when absent.</summary>
    public ValueNode? Literal(string name)
    {
        var i = IndexOf(name);
        if (i < 0 || values[i] == InputCoercion.Absent)
        {
            return null;
        }

        return json![i].ValueKind == JsonValueKind.Undefined ? plans[i].Node.DefaultValue : InputCoercion.ToLiteral(json[i]);
    }

    /// <summary>Coerces the request's variables by the operation's declarations.</summary>
    /// <param name="plans">The operation's variables.</param>
    /// <param name="document">The document, for locations.</param>
    /// <param name="given">The request's variables: an object, null or undefined.</param>
    /// <param name="files">Uploaded files by variable path.</param>
    /// <param name="suggests">Whether errors may suggest names of the schema.</param>
    /// <param name="errors">One for every problem; null without any.</param>
    public static VariableValues Coerce(
        IReadOnlyList<VariablePlan> plans, DocumentNode document, JsonElement given, IReadOnlyDictionary<string, IFormFile>? files, bool suggests, out List<GraphQLError>? errors)
    {
        errors = null;
        if (plans.Count == 0)
        {
            return None;
        }

        var coerced = new object?[plans.Count];
        var raw = new JsonElement[plans.Count];
        var isObject = given.ValueKind == JsonValueKind.Object;
        var stopped = false;
        for (var i = 0; i < plans.Count; i++)
        {
            var plan = plans[i];
            if (!isObject || !given.TryGetProperty(plan.Name, out raw[i]))
            {
                coerced[i] = plan.Default;
                if (plan.Default == InputCoercion.Absent && plan.Type.IsNonNull)
                {
                    Add(ref errors, plan, document, "", $"Expected a value of non-null type \"{plan.Type}\" to be provided.");
                }

                continue;
            }

            var problems = new InputProblems(files, suggests);
            coerced[i] = InputCoercion.CoerceJson(raw[i], plan.Type, problems, $"variables.{plan.Name}", "");
            foreach (var (at, message) in problems.Found)
            {
                Add(ref errors, plan, document, at, message);
            }

            stopped = problems.IsFull || errors?.Count > InputProblems.Most;
            if (stopped)
            {
                break;
            }
        }

        if (stopped || errors?.Count > InputProblems.Most)
        {
            errors!.RemoveRange(Math.Min(InputProblems.Most, errors.Count), Math.Max(0, errors.Count - InputProblems.Most));
            errors.Add(new GraphQLError("Too many errors processing variables, error limit reached. Execution aborted.") { Code = ErrorCodes.BadUserInput });
        }

        return new VariableValues(plans, coerced, raw);
    }

    /// <summary>These variables alone, for whoever keeps them longer than the request.</summary>
    public VariableValues Only(IReadOnlyCollection<string> names)
    {
        var kept = plans.Where(p => names.Contains(p.Name)).ToList();
        return new VariableValues(kept, [.. kept.Select(p => this[p.Name])]);
    }

    private static void Add(ref List<GraphQLError>? errors, VariablePlan plan, DocumentNode document, string at, string message) =>
        (errors ??= []).Add(new GraphQLError($"Variable \"${plan.Name}\" has invalid value{(at.Length > 0 ? " at " + at : "")}: {message}")
        {
            Locations = [document.LocationOf(plan.Node)],
            Code = ErrorCodes.BadUserInput,
        });

    private int IndexOf(string name)
    {
        for (var i = 0; i < plans.Count; i++)
        {
            if (plans[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>What is wrong with one variable's value, and the files that stand for parts of it.</summary>
internal sealed class InputProblems(IReadOnlyDictionary<string, IFormFile>? files, bool suggests)
{
    /// <summary>Errors of variables that a response has, as the reference has it: values are as long as the client likes, and errors longer.</summary>
    public const int Most = 50;

    /// <summary>Letters of all of them together: each may show a value as long as the request.</summary>
    private const int MostLetters = 32_768;

    private List<(string At, string Message)>? found;
    private int letters;

    /// <summary>Whether names of the schema may be suggested.</summary>
    public bool Suggests { get; } = suggests;

    public IReadOnlyList<(string At, string Message)> Found => found ?? [];

    /// <summary>Whether there are more than are reported, so that looking for others is of no use.</summary>
    public bool IsFull => found?.Count > Most || letters > MostLetters;

    public void Add(string at, string message)
    {
        letters += message.Length;
        (found ??= []).Add((at, message));
    }

    public IFormFile? FileAt(string path) => files?.GetValueOrDefault(path);
}
