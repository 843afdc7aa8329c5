namespace OrleansLedger.Storage.Events;

/// <summary>The kinds of <see cref="LedgerEvent"/>, and what their payloads are.</summary>
public static class EventKinds
{
    /// <summary>
    /// The state of a job; the subject is the job. Payload: <c>kind, connectionId, status, cancelRequested, total, progress</c> (outcome to number of
    /// documents, <c>open</c> for those with work left)<c>, attempt, notBefore, waitingFor, errorCode, errorText, createdAt, startedAt, finishedAt</c>;
    /// what is not set is left out.
    /// </summary>
    public const string Job = "job";

    /// <summary>The state of a connection; the subject is the connection. Payload: <c>provider, status, reason, company</c> (its name)<c>, errorCount, lastError, lastErrorAt</c>.</summary>
    public const string Connection = "connection";

    /// <summary>A line of the sync log; the subject is the connection. Payload: <c>id, at, jobId, operation, method, path, status, outcome, detail, durationMs</c>.</summary>
    public const string SyncLog = "sync_log";

    /// <summary>True where a later event of the same subject makes an earlier one worthless: each carries the whole state.</summary>
    public static bool IsState(string kind) => kind is Job or Connection;
}
