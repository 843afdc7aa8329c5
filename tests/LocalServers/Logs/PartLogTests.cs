using OrleansLedger.LocalServers.Logs;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Logs;

public sealed class PartLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter console = new();
    private readonly Logbook logs;

    public PartLogTests()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 3, 1, 11, 30, 15, 250, TimeSpan.Zero));
        logs = new Logbook(console, colours: false, folder.FullPath, time);
    }

    public void Dispose()
    {
        logs.Dispose();
        console.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_line_without_a_time_gets_the_current_one_in_UTC()
    {
        logs.For("part").Write("hello");

        console.ToString().ShouldBe($"part       | 2026-03-01T11:30:15.250Z hello{Environment.NewLine}");
        File().ShouldBe(["2026-03-01T11:30:15.250Z hello"]);
    }

    [Fact]
    public void A_line_with_a_time_keeps_it()
    {
        logs.For("part").Write("2026-03-01T11:00:00.001Z warn: hello");

        File().ShouldBe(["2026-03-01T11:00:00.001Z warn: hello"]);
    }

    [Fact]
    public void A_line_of_64_KB_is_cut_at_4_KB_and_says_so()
    {
        logs.For("part").Write(new string('x', 65536));

        var line = File().ShouldHaveSingleItem();
        line.Length.ShouldBe(4096);
        line.ShouldEndWith("x... (65561 characters)");
    }

    private string[] File()
    {
        logs.Dispose();
        return System.IO.File.ReadAllLines(Path.Combine(folder.FullPath, "part.log"));
    }
}
