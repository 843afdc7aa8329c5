using System.Text;
using System.Text.RegularExpressions;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Processes;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests;

/// <summary>The AppHost as a user runs it: a process of its own, seen through its console.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private readonly StringBuilder console = new();
    private readonly Lock gate = new();
    private SupervisedProcess? process;

    /// <summary>All processes that come of it.</summary>
    public ProcessFamily Family { get; } = new();

    public string Console
    {
        get
        {
            lock (gate)
            {
                return console.ToString();
            }
        }
    }

    public Task<int> Exited => process!.Exited;

    /// <summary><c>dotnet run</c>, as the README says, of what is built.</summary>
    public static IReadOnlyList<string> DotNetRun { get; } =
        ["run", "--no-build", "--configuration", RepositoryPrograms.Configuration, "--project", Path.Combine(RepositoryPrograms.Root, "AppHost"), "--"];

    /// <summary>Where it says it can be opened.</summary>
    public Uri Url => new(Address.Match(Console).Groups["url"].Value);

    /// <param name="arguments">Of the AppHost itself; the port is a free one unless they name one.</param>
    /// <param name="around">A command in front, for instance one that changes the account.</param>
    /// <param name="program">What starts the AppHost; the built program itself unless told.</param>
    public static async Task<AppHostProcess> StartAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyList<string>? around = null,
        IReadOnlyList<string>? program = null)
    {
        var host = new AppHostProcess();
        List<string> command = [.. around ?? [], RepositoryPrograms.DotNet, .. program ?? [typeof(RunCommand).Assembly.Location], .. arguments];
        if (!command.Contains("--port", StringComparer.Ordinal))
        {
            command.AddRange(["--port", "0"]);
        }

        var launch = new Launch(command[0], command[1..])
        {
            Environment = new Dictionary<string, string?>(host.Family.Mark.Concat(environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)), StringComparer.Ordinal),
            StopWithin = TimeSpan.FromSeconds(60),
        };
        host.process = await SupervisedProcess.StartAsync(launch, host.Take);
        return host;
    }

    public async Task IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.HoldsAsync(
                "the AppHost says that it is ready",
                () => Exited.IsCompleted ? throw new InvalidOperationException("The AppHost ended.") : Console.Contains("ready in ", StringComparison.Ordinal),
                cancellationToken,
                TimeSpan.FromMinutes(2));
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException)
        {
            Assert.Fail($"{failure.Message}{Environment.NewLine}{Console}");
        }
    }

    /// <summary>What its banner says once everything runs. The platform's key is empty where the banner names its file.</summary>
    public async Task<(string PlatformKey, Uri Sandbox)> BannerAsync(CancellationToken cancellationToken)
    {
        await Eventually.HoldsAsync("the banner is complete", () => Console.Contains("Ctrl-C", StringComparison.Ordinal), cancellationToken);
        var banner = Banner.Match(Console);
        return (banner.Groups["key"].Value, new Uri(banner.Groups["sandbox"].Value));
    }

    public void Send(Signal signal) => process!.Send(signal);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.StopAsync();
            await process.DisposeAsync();
        }
    }

    private void Take(string line)
    {
        lock (gate)
        {
            console.AppendLine(line);
        }
    }

    [GeneratedRegex(@"Platform key\s+((?<key>olk_[A-Za-z0-9_-]{65})\s)?.*\n\s*Sandbox\s+(?<sandbox>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Banner { get; }

    [GeneratedRegex(@"Application\s+(?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address { get; }
}
