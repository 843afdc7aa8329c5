using System.Text;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.Testing;

/// <summary>A program of the product, run to its end in a process of its own.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Both streams.</param>
public sealed record ProductProcess(int ExitCode, string Output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="project">The program's project, for instance <c>Silo</c>.</param>
    /// <param name="settings">Its settings, by the names of .NET configuration.</param>
    /// <exception cref="TimeoutException">It did not end within a minute; it has been stopped.</exception>
    public static async Task<ProductProcess> RunAsync(
        string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var launch = RepositoryPrograms.Project(project);
        var environment = new Dictionary<string, string?>(launch.Environment, StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        foreach (var (key, value) in settings)
        {
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var output = new StringBuilder();
        try
        {
            var code = await SupervisedProcess.RunAsync(
                launch with { Arguments = [.. launch.Arguments, .. arguments], Environment = environment },
                line =>
                {
                    lock (output)
                    {
                        output.AppendLine(line);
                    }
                },
                limit.Token);
            return new ProductProcess(code, output.ToString());
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{project} should have ended by itself and still ran after {Limit.TotalSeconds:0} s. Its output: {output}", cancelled);
        }
    }
}
