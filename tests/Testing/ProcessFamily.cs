using System.Globalization;
using Shouldly;

namespace OrleansLedger.Testing;

/// <summary>A process and all that descend from it, wherever they hang in the process tree: they share a variable in their environment.</summary>
public sealed class ProcessFamily
{
    private const string Variable = "ORLEANSLEDGER_TEST_FAMILY";

    // A supervising shell has its whole script on its command line.
    private const int LastArguments = 60;

    private readonly string mark = Guid.CreateVersion7().ToString("N");

    /// <summary>The environment to start the first of them with.</summary>
    public IReadOnlyDictionary<string, string?> Mark => new Dictionary<string, string?>(StringComparer.Ordinal) { [Variable] = mark };

    /// <summary>Everyone alive, as process id and command line.</summary>
    public IReadOnlyList<string> Members()
    {
        List<string> members = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains($"{Variable}={mark}", StringComparer.Ordinal))
                {
                    members.Add($"{Path.GetFileName(folder)} {string.Join(' ', File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').TakeLast(LastArguments))}");
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // Ended while we looked, or not ours to look into.
            }
        }

        return members;
    }

    public async Task IsGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.HoldsAsync("every process of the family has ended", () => Members().Count == 0, cancellationToken, TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            Members().ShouldBeEmpty();
        }
    }
}
