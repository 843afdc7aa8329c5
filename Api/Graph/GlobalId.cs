using System.Buffers.Text;
using System.Text;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;

namespace OrleansLedger.Api.Graph;

/// <summary>Ids as clients see them: opaque, and telling what they are of, so that the id of one kind is never taken for another's.</summary>
internal static class GlobalId
{
    public const char Tenant = 't';
    public const char Connection = 'c';
    public const char Transaction = 'b';
    public const char Attachment = 'a';
    public const char Job = 'j';
    public const char ApiKey = 'k';
    public const char SyncRecord = 'r';
    public const char LogEntry = 'l';
    public const char Account = 'x';
    public const char TaxCode = 'y';

    /// <summary>A kind and a UUID.</summary>
    private const int PlainLength = 17;

    /// <summary>As long as an accounting system's own id of an account may be, and more.</summary>
    private const int LongestText = 400;

    public static string Of(char kind, Guid id)
    {
        Span<byte> bytes = stackalloc byte[PlainLength];
        Write(bytes, kind, id);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Of something that the accounting system has named, within a connection.</summary>
    public static string Of(char kind, Guid connection, string remoteId)
    {
        var bytes = new byte[PlainLength + Encoding.UTF8.GetByteCount(remoteId)];
        Write(bytes, kind, connection);
        Encoding.UTF8.GetBytes(remoteId, bytes.AsSpan(PlainLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id in one that a client sent.</summary>
    /// <param name="kind">What it must be of.</param>
    /// <param name="text">As sent.</param>
    /// <param name="what">What it is of, for people: "a connection".</param>
    /// <exception cref="RequestRefusedException"><c>invalid_id</c>.</exception>
    public static Guid Read(char kind, string text, string what) =>
        TryRead(kind, text, out var id)
            ? id
            : throw new RequestRefusedException("invalid_id", $"'{PlainText.Shown(text)}' is not the id of {what}. Send an id that this API gave you for one.");

    /// <summary>True where the text is the id of a thing of that kind, whether there is one or not.</summary>
    public static bool TryRead(char kind, string text, out Guid id) =>
        TryRead(text, out var actual, out id, out var remoteId) && actual == kind && remoteId.Length == 0;

    /// <summary>Takes any id apart; <paramref name="remoteId"/> is empty where the thing has a UUID of its own.</summary>
    public static bool TryRead(string text, out char kind, out Guid id, out string remoteId)
    {
        (kind, id, remoteId) = ('\0', Guid.Empty, "");
        if (text.Length > LongestText || !Base64Url.IsValid(text, out var length) || length < PlainLength)
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        (kind, id) = ((char)bytes[0], new Guid(bytes.AsSpan(1, PlainLength - 1), bigEndian: true));
        remoteId = Encoding.UTF8.GetString(bytes.AsSpan(PlainLength));
        return !remoteId.Contains('\0', StringComparison.Ordinal);
    }

    private static void Write(Span<byte> bytes, char kind, Guid id)
    {
        bytes[0] = (byte)kind;
        id.TryWriteBytes(bytes[1..], bigEndian: true, out _);
    }
}
