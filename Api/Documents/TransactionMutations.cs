using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <param name="Transactions">1 to 1,000, each source reference once.</param>
public sealed record UpsertTransactionsInput(IReadOnlyList<BankTransactionInput> Transactions);

/// <summary>What became of one transaction of an upsert, by its place in the input.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="SourceReference">As sent.</param>
/// <param name="Id">Its id, when it was taken.</param>
/// <param name="Change">What that did; null when it was not taken.</param>
/// <param name="Errors">Why it was not; the others were taken all the same.</param>
public sealed record UpsertedTransaction([property: GraphQLIgnore] DocumentId? Key, int Index, string SourceReference, [property: ID] string? Id, UpsertChange? Change, IReadOnlyList<IProblem> Errors);

[ObjectType<UpsertedTransaction>]
public static class UpsertedTransactionNode
{
    /// <summary>As it is now; null when it was not taken.</summary>
    public static async Task<BankTransactionView?> GetTransactionAsync([Parent] UpsertedTransaction upserted, ClaimsPrincipal user, TransactionById transactions) =>
        upserted.Key is { } key && await transactions.OfAsync(user, key) is { } found ? BankTransactionView.Of(found) : null;
}

/// <param name="Results">One for each transaction, in the input's order; empty when nothing was looked at.</param>
public sealed record UpsertTransactionsPayload(IReadOnlyList<UpsertedTransaction> Results, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="SourceReference">Of a transaction of the tenant's.</param>
/// <param name="File">
/// The receipt, up to 32 MB; accounting systems accept less: see their <c>capabilities</c>. Its name's extension and its content must
/// agree; the declared type is ignored.
/// The same content again changes nothing, under any name.
/// </param>
public sealed record AddAttachmentInput(string SourceReference, IFormFile File);

/// <param name="Attachment">As it is kept; null when it was not taken. The same content again is the one that is there.</param>
/// <param name="TransactionId">The transaction that has it now; null when it was not taken.</param>
public sealed record AddAttachmentPayload(AttachmentView? Attachment, [property: ID] string? TransactionId, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="Id">Of the attachment.</param>
public sealed record DeleteAttachmentInput([property: ID] string Id);

/// <param name="Attachment">As it was; null when there is none of that id.</param>
/// <param name="Jobs">The jobs that take it away where it was sent.</param>
public sealed record DeleteAttachmentPayload(AttachmentView? Attachment, [property: ID] IReadOnlyList<string> Jobs, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class TransactionMutations
{
    private const int MostTransactions = 1_000;

    /// <summary>Inserts or updates up to 1,000 transactions by source reference. One whose values cannot be taken does not hold up the others; one that does not fit the input type fails the whole call.</summary>
    [Authorize("operator")]
    public static Task<UpsertTransactionsPayload> UpsertTransactionsAsync(
        UpsertTransactionsInput input, ClaimsPrincipal user, DocumentRequests documents, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                if (input.Transactions.Count is 0 or > MostTransactions)
                {
                    throw new RequestRefusedException("wrong_count", $"Send 1 to {MostTransactions} transactions a call; these are {input.Transactions.Count}. Nothing was taken in.");
                }

                var tenant = user.Tenant();
                var twice = input.Transactions.GroupBy(t => t.Reference, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
                var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
                var checks = input.Transactions.Select((t, i) => (Transaction: t, Problems: ProblemsOf(t, i, tenant, today, twice))).ToList();
                var good = checks.Where(c => c.Problems.Count == 0).Select(c => c.Transaction).ToList();
                var made = good.Count == 0
                    ? new Dictionary<string, Upserted>(StringComparer.Ordinal)
                    : await documents.ImportAsync(tenant, [.. good.Select(t => t.ToDocument(tenant))], [], cancellationToken, [.. good.Where(t => t.Status is null).Select(t => t.Reference)]);
                return new UpsertTransactionsPayload(
                    [.. checks.Select((c, i) => ResultOf(i, c.Transaction, c.Problems.Count == 0 ? made[c.Transaction.Reference] : null, c.Problems))], []);
            },
            problems => new UpsertTransactionsPayload([], problems));

    /// <summary>Adds a receipt to a transaction: a file of a multipart request.</summary>
    [Authorize("operator")]
    public static Task<AddAttachmentPayload> AddAttachmentAsync(AddAttachmentInput input, ClaimsPrincipal user, DocumentRequests documents, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                using var content = new MemoryStream((int)input.File.Length);
                await input.File.CopyToAsync(content, cancellationToken);
                var added = await documents.AttachAsync(
                    user.Tenant(), new IncomingFile(input.SourceReference, input.File.FileName, content.ToArray()), cancellationToken);
                return new AddAttachmentPayload(AttachmentView.Of(added), GlobalId.Of(GlobalId.Transaction, added.DocumentId.Value), []);
            },
            problems => new AddAttachmentPayload(null, null, problems));

    /// <summary>Takes a receipt off its transaction, here and wherever it was sent and the accounting system can delete it.</summary>
    [Authorize("operator")]
    public static Task<DeleteAttachmentPayload> DeleteAttachmentAsync(DeleteAttachmentInput input, ClaimsPrincipal user, DocumentRequests documents, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var attachment = new AttachmentId(GlobalId.Read(GlobalId.Attachment, input.Id, "an attachment"));
                var (deleted, jobs) = await documents.DeleteAttachmentAsync(user.Tenant(), attachment, cancellationToken);
                return new DeleteAttachmentPayload(AttachmentView.Of(deleted), [.. jobs.Select(j => GlobalId.Of(GlobalId.Job, j.Value))], []);
            },
            problems => new DeleteAttachmentPayload(null, [], problems));

    private static UpsertedTransaction ResultOf(int index, BankTransactionInput transaction, Upserted? upserted, IReadOnlyList<IProblem> problems) => new(
        upserted?.Id,
        index,
        transaction.SourceReference,
        upserted is null ? null : GlobalId.Of(GlobalId.Transaction, upserted.Id.Value),
        upserted?.Change,
        problems);

    private static List<IProblem> ProblemsOf(BankTransactionInput transaction, int index, TenantId tenant, DateOnly today, HashSet<string> twice)
    {
        var problems = transaction.Problems(tenant, today).Select(IProblem (p) => new InvalidInputProblem(p.Code, p.Message, p.Field, index)).ToList();
        if (twice.Contains(transaction.Reference))
        {
            problems.Add(new InvalidInputProblem(
                "duplicate_reference",
                $"sourceReference '{PlainText.Shown(transaction.Reference)}' occurs more than once in this call. Send each reference once.",
                TransactionFields.SourceReference,
                index));
        }

        return problems;
    }
}
