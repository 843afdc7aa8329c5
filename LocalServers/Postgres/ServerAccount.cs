using System.ComponentModel;
using System.Runtime.InteropServices;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>
/// The account the server runs under. PostgreSQL refuses to run as root, so there it is <c>nobody</c>; everywhere else, the
/// user's own.
/// </summary>
internal sealed class ServerAccount
{
    private const string Name = "nobody";

    private readonly (int User, int Group)? other;

    private ServerAccount((int User, int Group)? other) => this.other = other;

    public static ServerAccount ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(other: null);
        }

        var entry = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == Name)
            ?? throw new StartException($"PostgreSQL refuses to run as root, and this machine has no account '{Name}' for it. Start the AppHost as a plain user.");
        return new ServerAccount((int.Parse(entry[2]), int.Parse(entry[3])));
    }

    /// <summary>The command that runs a program under this account.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Command(string program, IReadOnlyList<string> arguments)
    {
        if (other is not { } account)
        {
            return (program, arguments);
        }

        var setpriv = Programs.Find("setpriv")
            ?? throw new StartException("PostgreSQL refuses to run as root, and there is no setpriv (package util-linux) to run it under another account. Install it, or start the AppHost as a plain user.");
        return (setpriv, [$"--reuid={account.User}", $"--regid={account.Group}", "--clear-groups", "--", program, .. arguments]);
    }

    /// <summary>Makes the account the owner of a file or folder.</summary>
    public void Own(string path)
    {
        if (other is { } account && chown(path, account.User, account.Group) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Could not give {path} to the account {Name}");
        }
    }

    /// <exception cref="StartException">The account cannot get through to <paramref name="path"/>.</exception>
    public void DemandAccess(string path)
    {
        if (other is null || OperatingSystem.IsWindows())
        {
            return;
        }

        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                throw new StartException($"PostgreSQL refuses to run as root, so it runs as '{Name}', which cannot enter {folder.FullName} on the way to {path}. Name a folder elsewhere with --data (for instance under /var/lib), or start the AppHost as a plain user.");
            }
        }
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int user, int group);
}
