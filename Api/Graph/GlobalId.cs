using System.Buffers.Text;
using OrleansLedger.Api.Jobs;

namespace OrleansLedger.Api.Graph;

/// <summary>Ids as clients see them: opaque, and telling what they are of, so that the id of one kind is never taken for another's.</summary>
internal static class GlobalId
{
    public const string Tenant = "t";
    public const string Connection = "c";
    public const string Transaction = "b";
    public const string Attachment = "a";
    public const string Job = "j";
    public const string ApiKey = "k";

    public static string Of(string kind, Guid id)
    {
        Span<byte> bytes = stackalloc byte[17];
        bytes[0] = (byte)kind[0];
        id.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id in one that a client sent.</summary>
    /// <param name="kind">What it must be of.</param>
    /// <param name="text">As sent.</param>
    /// <param name="what">What it is of, for people: "a connection".</param>
    /// <exception cref="RequestRefusedException"><c>invalid_id</c>.</exception>
    public static Guid Read(string kind, string text, string what) =>
        TryRead(text, out var actual, out var id) && actual == kind
            ? id
            : throw new RequestRefusedException("invalid_id", $"'{text}' is not the id of {what}. Send an id that this API gave you for one.");

    public static bool TryRead(string text, out string kind, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[17];
        var valid = text.Length is > 0 and <= 24 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var count) && count == 17;
        kind = valid ? ((char)bytes[0]).ToString() : "";
        id = valid ? new Guid(bytes[1..], bigEndian: true) : Guid.Empty;
        return valid;
    }
}
