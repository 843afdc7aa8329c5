using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Domain.Text;

namespace OrleansLedger.Providers.Xero;

/// <summary>Texts and dates in the form Xero takes. Pure.</summary>
internal static partial class XeroText
{
    public const int LongestDescription = 4000;

    private static readonly long s_earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private const int LongestContactName = 255;
    private const int LongestSourceReference = 60;
    private const int LongestFileStem = 80;

    /// <summary>The source reference for people, shortened, and our key by which the entry is found again.</summary>
    public static string Reference(string sourceReference, string entryKey)
    {
        var readable = $"{Cut(OneLine(sourceReference), LongestSourceReference).TrimEnd()} {entryKey}".TrimStart();
        // A source reference that itself looks like a key must not hide ours.
        return EntryKey.FindIn(readable) == entryKey ? readable : entryKey;
    }

    /// <summary>Null where nothing is left. No angle brackets, no double spaces, none at the ends, at most 255 characters.</summary>
    public static string? ContactName(string counterparty)
    {
        var name = Cut(OneLine(CanonicalText.Of(counterparty).Replace('<', ' ').Replace('>', ' ')), LongestContactName).TrimEnd();
        return name.Length == 0 ? null : name;
    }

    /// <summary>The characters of XML 1.0, which Xero's own model is: other control characters and lone surrogates go. Line ends of every kind become line feeds.</summary>
    public static string Printable(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or (>= 0x20 and not 0xFFFE and not 0xFFFF and not 0xFFFD))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString();
    }

    /// <summary>What can travel of a text, its beginning where it is longer than <paramref name="length"/>.</summary>
    public static string Description(string text, int length) => Printable(text) is var printable && printable.Length <= length ? printable : Cut(printable, length - 1) + "…";

    /// <summary><c>Kvitto #12 å.PDF</c> and tag <c>r7x2k9ab</c> give <c>Kvitto-12-r7x2k9ab.pdf</c>: ASCII letters, digits, dot and hyphen only.</summary>
    public static string FileName(string fileName, string tag)
    {
        var dot = fileName.LastIndexOf('.');
        var stem = Unsafe().Replace(dot < 0 ? fileName : fileName[..dot], "-").Trim('-', '.');
        var extension = dot < 0 ? "" : Unsafe().Replace(fileName[(dot + 1)..], "").ToLowerInvariant();
        stem = stem.Length > LongestFileStem ? stem[..LongestFileStem] : stem.Length == 0 ? "file" : stem;
        return extension.Length == 0 ? $"{stem}-{tag}" : $"{stem}-{tag}.{extension}";
    }

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>/Date(1735689600000+0000)/</c>, its form without offset, and ISO dates; null for none.</summary>
    public static DateOnly? ReadDate(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Milliseconds().Match(text) is { Success: true } match)
        {
            return long.TryParse(match.Groups["ms"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) && ms >= s_earliest && ms <= s_latest
                ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime)
                : null;
        }

        return text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    private static string OneLine(string text) => Spaces().Replace(Printable(text), " ").Trim();

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    [GeneratedRegex(@"[^A-Za-z0-9.]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^/Date\((?<ms>-?\d+)([+-]\d{4})?\)/$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Milliseconds();
}
