using Microsoft.Extensions.Logging;

namespace OrleansLedger.ServiceDefaults.Logs;

/// <summary>Applies <see cref="OutageFilter"/> to every logger of the process, whichever providers write the entries.</summary>
internal sealed class OutageLoggerFactory(ILoggerFactory inner, OutageFilter filter) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Filtered(inner.CreateLogger(categoryName), categoryName, filter);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class Filtered(ILogger inner, string category, OutageFilter filter) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null)
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
            else if (inner.IsEnabled(logLevel) && filter.ShouldWrite(category, formatter(state, exception), exception, out var leftOut))
            {
                inner.Log(logLevel, eventId, state, exception, leftOut == 0 ? formatter : (s, e) => $"{formatter(s, e)} ({leftOut} more of these since the last one)");
            }
        }
    }
}
