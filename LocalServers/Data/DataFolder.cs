using System.Globalization;
using System.Security.Cryptography;

namespace OrleansLedger.LocalServers.Data;

/// <summary>
/// The folder in which one application keeps everything: databases, secrets, logs. Held by one AppHost at a time, and
/// recognisable by a marker file, so that clearing it can never clear anything else.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string MarkerName = ".orleansledger";
    private const string LockName = ".lock";
    private const string HolderName = ".holder";

    private readonly FileStream hold;

    private DataFolder(string path, FileStream hold)
    {
        FullPath = path;
        this.hold = hold;
    }

    public string FullPath { get; }

    /// <summary>Opens the folder, making it if need be, and holds it until disposed.</summary>
    /// <exception cref="StartException">Another AppHost holds the folder, or it has content that is not ours.</exception>
    public static DataFolder Open(string path)
    {
        path = Path.GetFullPath(path);
        CreatePrivate(path);
        var marker = Path.Combine(path, MarkerName);
        if (!File.Exists(marker) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new StartException($"{path} is not empty and was not made by OrleansLedger, so it is left alone. Name an empty or a new folder with --data.");
        }

        var held = Hold(path);
        File.WriteAllText(marker, "OrleansLedger keeps its data here. `dotnet run --project AppHost -- --reset` clears this folder.\n");
        File.WriteAllText(Path.Combine(path, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolder(path, held);
    }

    /// <summary>Removes all content; the folder stays held.</summary>
    public void Clear()
    {
        foreach (var folder in Directory.EnumerateDirectories(FullPath))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(FullPath).Where(f => Path.GetFileName(f) is not (MarkerName or LockName or HolderName)))
        {
            File.Delete(file);
        }
    }

    /// <summary>The path of a folder inside, made if need be and open to its owner only.</summary>
    public string Folder(string name)
    {
        var path = Path.Combine(FullPath, name);
        Directory.CreateDirectory(path);
        Restrict(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>A secret that is made once and then kept, readable by its owner only.</summary>
    public string Secret(string name, Func<string> make)
    {
        var file = Path.Combine(Folder("secrets"), name);
        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        var secret = make();
        var unfinished = file + ".new";
        File.WriteAllText(unfinished, "");
        Restrict(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(unfinished, secret);
        File.Move(unfinished, file, overwrite: true);
        return secret;
    }

    /// <summary>A password of 192 random bits, in characters that need no quoting anywhere.</summary>
    public string Password(string name) => Secret(name, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    public void Dispose() => hold.Dispose();

    private static void CreatePrivate(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(path);

        // As root PostgreSQL runs under another account, which has to get through this folder to its own.
        var others = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        Restrict(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);
    }

    private static void Restrict(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static FileStream Hold(string path)
    {
        try
        {
            // Released by the operating system when the process ends, however it ends.
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException))
        {
            var holder = Path.Combine(path, HolderName);
            var process = File.Exists(holder) ? $" (process {File.ReadAllText(holder)})" : "";
            throw new StartException($"Another AppHost{process} is using {path}. Stop it first, or give this one a folder of its own with --data.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartException($"{path} may not be written by this account. Name another folder with --data.", failure);
        }
    }
}
