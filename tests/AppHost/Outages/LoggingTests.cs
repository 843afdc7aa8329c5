using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Logs;
using OrleansLedger.ServiceDefaults.Outages;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.Outages;

/// <summary>The logging that every process of the product shares.</summary>
public sealed class LoggingTests : IDisposable
{
    private readonly ManualTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 11, 30, 15, 250, TimeSpan.Zero));
    private readonly CapturedLog captured = new();
    private readonly IHost host;

    public LoggingTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddLedgerLogging();
        builder.Logging.AddProvider(captured);
        host = builder.Build();
    }

    private ILogger Logger => host.Services.GetRequiredService<ILogger<LoggingTests>>();

    public void Dispose() => host.Dispose();

    [Fact]
    public void Console_line_has_the_time_in_UTC_and_at_most_4096_characters()
    {
        var formatter = host.Services.GetServices<ConsoleFormatter>().Single(f => f.Name == "ledger");
        using var line = new StringWriter();

        formatter.Write(
            new LogEntry<string>(LogLevel.Error, "Orleans.Runtime", default, $"first line\n{new string('x', 65536)}", new InvalidOperationException("broken"), (state, _) => state), scopeProvider: null, line);

        line.ToString().ShouldStartWith("2026-03-01T11:30:15.250Z fail: Orleans.Runtime first line xxx");
        line.ToString().TrimEnd().Length.ShouldBe(4096);
        line.ToString().TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public void Repeated_error_is_written_once_a_minute_with_the_number_left_out()
    {
        for (var n = 0; n < 100; n++)
        {
            Fail("The turn failed");
        }

        Fail("Another turn failed");
        clock.Advance(TimeSpan.FromMinutes(1));
        Fail("The turn failed");

        captured.Lines.ShouldBe(["The turn failed", "Another turn failed", "The turn failed (99 more of these since the last one)"]);
    }

    [Fact]
    public void Outage_is_logged_when_it_begins_when_it_ends_and_every_five_minutes()
    {
        var status = new DependencyStatus("Redis at cache:6379", "Check it.", clock, Logger);
        for (var second = 0; second < 330; second++)
        {
            status.ReportUnavailable("Connection refused");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        status.ReportAvailable();
        status.ReportAvailable();

        captured.Lines.ShouldBe(
        [
            "Redis at cache:6379 is unavailable since 2026-03-01T11:30:15Z: Connection refused. Check it.",
            "Redis at cache:6379 is still unavailable after 300 s: Connection refused. Failures so far: 301.",
            "Redis at cache:6379 is available after 330 s. Failures meanwhile: 330.",
        ]);
    }

    [Fact]
    public void Only_an_unreachable_or_stopping_server_is_an_outage()
    {
        var refused = new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused));

        DatabaseAvailability.IsOutage(refused).ShouldBeTrue();
        DatabaseAvailability.IsOutage(new InvalidOperationException("the store failed", refused)).ShouldBeTrue();
        DatabaseAvailability.IsOutage(new AggregateException(new InvalidOperationException(), refused)).ShouldBeTrue();
        DatabaseAvailability.IsOutage(new NpgsqlException("Exception while reading from stream", new TimeoutException())).ShouldBeTrue();
        DatabaseAvailability.IsOutage(new PostgresException("terminating connection", "FATAL", "FATAL", "57P01")).ShouldBeTrue();
        DatabaseAvailability.IsOutage(new PostgresException("deadlock", "ERROR", "ERROR", "40P01")).ShouldBeFalse();
        DatabaseAvailability.IsOutage(new PostgresException("duplicate key", "ERROR", "ERROR", "23505")).ShouldBeFalse();
        DatabaseAvailability.IsOutage(new NpgsqlException("The connection pool has been exhausted, either raise ...", new TimeoutException())).ShouldBeFalse();
        DatabaseAvailability.IsOutage(new TimeoutException()).ShouldBeFalse();
    }

    private void Fail(string text) => Logger.Log(LogLevel.Error, default, text, new InvalidOperationException("broken"), (state, _) => state);

    private sealed class CapturedLog : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
