using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Architecture.Tests.Docs;

/// <summary>The diagrams of docs/state-machines.md against the transition tables.</summary>
public sealed partial class StateMachinesTests
{
    [Fact]
    public void The_diagram_of_jobs_shows_the_transitions_there_are() =>
        Arrows("Job").ShouldBe(JobMachine.Transitions.Select(t => Arrow(t.From, t.To, t.On)), ignoreOrder: true);

    [Fact]
    public void The_diagram_of_jobs_ends_where_jobs_end() =>
        Ends("Job").ShouldBe(Enum.GetValues<JobStatus>().Where(JobMachine.IsFinal).Select(Word), ignoreOrder: true);

    [Fact]
    public void The_diagram_of_sync_records_shows_the_transitions_there_are() =>
        Arrows("Sync record").ShouldBe(SyncRecordMachine.Transitions.Select(t => Arrow(t.From, t.To, t.On)), ignoreOrder: true);

    [Fact]
    public void The_diagram_of_sync_records_ends_where_nothing_leads_on() =>
        Ends("Sync record").ShouldBe(
            Enum.GetValues<SyncRecordState>().Where(state => SyncRecordMachine.Transitions.All(t => t.From != state)).Select(Word), ignoreOrder: true);

    private static List<string> Arrows(string heading) =>
        Lines(heading).Where(line => line.Groups["on"].Success).Select(line => $"{line.Groups["from"]} --> {line.Groups["to"]}: {line.Groups["on"]}").ToList();

    private static List<string> Ends(string heading) =>
        Lines(heading).Where(line => line.Groups["to"].Value == "[*]").Select(line => line.Groups["from"].Value).ToList();

    private static IEnumerable<Match> Lines(string heading)
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "state-machines.md"));
        var section = document.Split("\n## ").Single(part => part.StartsWith($"{heading}\n", StringComparison.Ordinal));
        var diagram = section.Split("```mermaid\nstateDiagram-v2\n")[1].Split("```")[0];
        return Line().Matches(diagram);
    }

    private static string Arrow<TState, TEvent>(TState from, TState to, TEvent on)
        where TState : struct, Enum
        where TEvent : struct, Enum => $"{Word(from)} --> {Word(to)}: {Word(on)}";

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    [GeneratedRegex(@"^ *(?<from>[\w\[\]*]+) --> (?<to>[\w\[\]*]+)(: (?<on>\w+))?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
