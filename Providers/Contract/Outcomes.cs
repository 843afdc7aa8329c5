using System.Globalization;

namespace OrleansLedger.Providers.Contract;

/// <summary>Why a call did not do what it was for. Each provider's <c>XFailures</c> is the one place that turns an answer into one of these.</summary>
public abstract record ProviderFailure(string Code, string Text)
{
    /// <summary>Will pass by itself: 5xx, maintenance, network. Nothing was written unless the call was a write and its answer is unknown.</summary>
    public sealed record Transient(string Code, string Text) : ProviderFailure(Code, Text);

    /// <summary>The quota is used up until <paramref name="Until"/>; nothing was done.</summary>
    public sealed record RateLimited(string Code, string Text, DateTimeOffset Until) : ProviderFailure(Code, Text);

    /// <summary>The access token is not valid: renew it and try once more.</summary>
    public sealed record Unauthorized(string Code, string Text) : ProviderFailure(Code, Text);

    /// <summary>The consent has ended or is too narrow: the user has to connect again.</summary>
    public sealed record ConsentLost(string Code, string Text) : ProviderFailure(Code, Text);

    /// <summary>A refusal of the content in the provider's documented shape; <paramref name="Field"/> is the member it named.</summary>
    public sealed record Rejected(string Code, string Text, string? Field = null) : ProviderFailure(Code, Text)
    {
        /// <summary>The stored remote id at fault, where the refusal points to one that is archived, merged or deleted.</summary>
        public StaleReference? Stale { get; init; }
    }

    /// <summary>The company itself takes no entries until its owner acts at the provider (subscription ended). The consent is intact.</summary>
    public sealed record CompanyInactive(string Code, string Text) : ProviderFailure(Code, Text);

    /// <summary>The record was changed meanwhile (stale version): read again, apply again.</summary>
    public sealed record Conflict(string Code, string Text) : ProviderFailure(Code, Text);

    public sealed record NotFound(string Code, string Text) : ProviderFailure(Code, Text);

    /// <summary>A write was sent and no usable answer came (cut connection, 500): look it up before any second try.</summary>
    public sealed record OutcomeUnknown(string Code, string Text) : ProviderFailure(Code, Text);
}

/// <summary>The kinds of records at the provider whose ids are stored here and sent with entries.</summary>
public enum ReferenceKind
{
    Contact,
    Account,
    TaxCode,
}

/// <summary>A stored remote id that the provider no longer accepts.</summary>
public sealed record StaleReference(ReferenceKind Kind, string RemoteId);

/// <summary>A value, or why there is none.</summary>
public readonly record struct Answer<T>
{
    private readonly T? _value;

    public Answer(T value) => _value = value;

    public Answer(ProviderFailure failure) => Failure = failure;

    public ProviderFailure? Failure { get; }

    public bool Succeeded => Failure is null;

    /// <exception cref="InvalidOperationException">There is a <see cref="Failure"/>; ask <see cref="Succeeded"/> first.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"No value: {Failure.Code} {Failure.Text}");

    public static implicit operator Answer<T>(T value) => new(value);

    public static implicit operator Answer<T>(ProviderFailure failure) => new(failure);
}

/// <summary>What a document is at the provider. <paramref name="Version"/> is its concurrency token, <paramref name="Number"/> what people call it.</summary>
public sealed record RemoteEntry(string RemoteId, string? Number = null, string? Version = null);

/// <summary>What came of writing one entry or file.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    public sealed record Written(RemoteEntry Entry) : WriteOutcome;

    /// <summary>It stood there before this call, under our reference.</summary>
    public sealed record AlreadyThere(RemoteEntry Entry) : WriteOutcome;

    /// <summary>Refused for good; nothing was written.</summary>
    public sealed record Rejected(string Code, string Text, string? Field = null) : WriteOutcome
    {
        /// <summary>The stored remote id at fault, where the refusal points to one that is archived, merged or deleted.</summary>
        public StaleReference? Stale { get; init; }
    }

    /// <summary>The provider is down and nothing was written: the connection pauses, and the document loses no attempt.</summary>
    public sealed record Unavailable(string Code, string Text) : WriteOutcome;

    /// <summary>Nothing was written; the company takes no entries until its owner acts at the provider.</summary>
    public sealed record CompanyInactive(string Code, string Text) : WriteOutcome;

    /// <summary>Nothing was written; try again, not before <paramref name="Until"/> where the provider said when.</summary>
    public sealed record RetryLater(string Code, string Text, DateTimeOffset? Until = null) : WriteOutcome;

    /// <summary>Nothing was written; the user must connect again.</summary>
    public sealed record ReauthoriseNeeded(string Code, string Text) : WriteOutcome
    {
        /// <summary>True where the provider said that the consent is gone; false where it refused the access token, which may pass.</summary>
        public bool ConsentIsGone { get; init; }
    }

    /// <summary>Sent, no usable answer: look it up before any second try.</summary>
    public sealed record Unknown(string Code, string Text) : WriteOutcome;

    /// <summary>The outcome of an entry whose whole call failed.</summary>
    public static WriteOutcome From(ProviderFailure failure) => failure switch
    {
        ProviderFailure.Rejected f => new Rejected(f.Code, f.Text, f.Field) { Stale = f.Stale },
        ProviderFailure.CompanyInactive f => new CompanyInactive(f.Code, f.Text),
        ProviderFailure.NotFound f => new Rejected(f.Code, f.Text),
        ProviderFailure.RateLimited f => new RetryLater(f.Code, f.Text, f.Until),
        ProviderFailure.Transient f => new Unavailable(f.Code, f.Text),
        ProviderFailure.Conflict f => new RetryLater(f.Code, f.Text),
        ProviderFailure.Unauthorized f => new ReauthoriseNeeded(f.Code, f.Text),
        ProviderFailure.ConsentLost f => new ReauthoriseNeeded(f.Code, f.Text) { ConsentIsGone = true },
        ProviderFailure.OutcomeUnknown f => new Unknown(f.Code, f.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Unknown failure class"),
    };
}

/// <summary>The part of every error map that no provider changes: calls without an answer.</summary>
public static class CallFailure
{
    /// <summary>Null where the provider answered: then its own map decides.</summary>
    public static ProviderFailure? Of(CallAnswer answer, bool writes) => answer switch
    {
        CallAnswer.Answered => null,
        CallAnswer.NotAdmitted n => new ProviderFailure.RateLimited("quota", $"The provider's quota is used up until {n.Until:yyyy-MM-dd HH:mm:ss} UTC.", n.Until),
        CallAnswer.NoAnswer { MayHaveArrived: true } n when writes => new ProviderFailure.OutcomeUnknown("no_answer", n.Text),
        CallAnswer.NoAnswer n => new ProviderFailure.Transient("no_answer", n.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "Unknown answer"),
    };

    /// <summary>
    /// The failure of a call that was answered in no shape that the provider documents, such as a gateway's page. Such an answer says nothing about
    /// what the provider did: a write has to be looked up before it is sent again, a read can be repeated.
    /// </summary>
    public static ProviderFailure NotDocumented(CallAnswer.Answered answer, string provider, bool writes)
    {
        var code = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        var words = ProviderWords.Plain(ProviderWords.Redacted(answer.Text), 200);
        var text = $"{provider} or a gateway before it answered {code} {(words.Length > 0 ? $"({words})" : "without a reason")}, which does not tell what {provider} did.";
        return writes ? new ProviderFailure.OutcomeUnknown(code, text) : new ProviderFailure.Transient(code, text);
    }
}
