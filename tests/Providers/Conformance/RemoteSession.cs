using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>One connected company and what an export needs to know of it.</summary>
public sealed class RemoteSession : IDisposable
{
    public RemoteSession(TokenSet tokens)
    {
        Tokens = tokens;
        Calls = new DirectCalls(() => Tokens.AccessToken);
    }

    public TokenSet Tokens { get; set; }

    public DirectCalls Calls { get; }

    public ConnectionId Connection { get; } = ConnectionId.New();

    public Company Company { get; set; } = null!;

    public IReadOnlyList<RemoteAccount> Accounts { get; set; } = [];

    public void Dispose() => Calls.Dispose();
}
