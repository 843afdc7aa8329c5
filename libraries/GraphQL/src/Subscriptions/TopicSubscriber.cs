using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.CodeFirst;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Subscriptions;

/// <summary>Opens the topic of a subscription field, its arguments filled in.</summary>
internal static partial class TopicSubscriber
{
    /// <summary>A subscriber for messages of this C# type.</summary>
    /// <param name="message">The messages' type.</param>
    /// <param name="topic">The topic, arguments in braces.</param>
    /// <param name="arguments">The field's arguments.</param>
    public static FieldSubscriber For(Type message, string topic, ArgumentList arguments) =>
        (FieldSubscriber)typeof(TopicSubscriber).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(message).Invoke(null, [topic, Enumerable.Range(0, arguments.Count).ToDictionary(arguments.NameAt, i => i, StringComparer.Ordinal)])!;

    private static FieldSubscriber Typed<T>(string topic, Dictionary<string, int> arguments)
    {
        foreach (Match match in Placeholder().Matches(topic))
        {
            if (!arguments.ContainsKey(match.Groups["name"].Value))
            {
                throw new NotSupportedException($"The topic \"{topic}\" has no argument \"{match.Groups["name"].Value}\" to fill in.");
            }
        }

        return FieldSubscriber.Of(async (context, cancellationToken) =>
        {
            var name = Placeholder().Replace(topic, m => Convert.ToString(context.Argument(arguments[m.Groups["name"].Value]), CultureInfo.InvariantCulture) ?? "");
            return Boxed(await context.Service<ITopicEventReceiver>().SubscribeAsync<T>(name, cancellationToken), cancellationToken);
        });
    }

    private static async IAsyncEnumerable<object?> Boxed<T>(IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in source.WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
