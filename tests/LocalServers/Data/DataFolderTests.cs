using OrleansLedger.LocalServers.Data;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Data;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    private string Place => Path.Combine(temporary.FullPath, "data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_secret_is_made_once_and_is_its_owners_only()
    {
        string first;
        using (var data = DataFolder.Open(Place))
        {
            first = data.Password("one");
        }

        using var again = DataFolder.Open(Place);
        again.Password("one").ShouldBe(first);
        again.Password("other").ShouldNotBe(first);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(Place, "secrets", "one")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_folder_is_held_by_one_at_a_time()
    {
        using var data = DataFolder.Open(Place);

        var failure = Should.Throw<StartException>(() => DataFolder.Open(Place));

        failure.Message.ShouldBe($"Another AppHost (process {Environment.ProcessId}) is using {Place}. Stop it first, or give this one a folder of its own with --data.");
    }

    [Fact]
    public void A_folder_with_files_of_somebody_elses_is_refused_and_left_alone()
    {
        var foreign = Path.Combine(temporary.FullPath, "thesis.md");
        File.WriteAllText(foreign, "");

        var failure = Should.Throw<StartException>(() => DataFolder.Open(temporary.FullPath));

        failure.Message.ShouldContain("is not empty and was not made by OrleansLedger");
        Directory.GetFileSystemEntries(temporary.FullPath).ShouldBe([foreign]);
    }

    [Fact]
    public void Clearing_removes_the_content_and_keeps_hold()
    {
        using var data = DataFolder.Open(Place);
        var before = data.Password("one");

        data.Clear();

        Directory.Exists(Path.Combine(Place, "secrets")).ShouldBeFalse();
        Should.Throw<StartException>(() => DataFolder.Open(Place));
        data.Password("one").ShouldNotBe(before);
    }
}
