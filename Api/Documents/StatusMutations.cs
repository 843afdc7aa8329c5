using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <param name="TransactionIds">1 to 1,000.</param>
/// <param name="Status">Excluded and archived ones are not exported; completed brings them back.</param>
public sealed record SetTransactionStatusInput([property: ID] IReadOnlyList<string> TransactionIds, TransactionStatus Status);

/// <param name="Transactions">As they are now, in the input's order.</param>
public sealed record SetTransactionStatusPayload(IReadOnlyList<BankTransactionView> Transactions, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class StatusMutations
{
    private const int MostTransactions = 1_000;

    /// <summary>Excludes, archives or restores transactions. What is in the books already stays there.</summary>
    [Authorize("operator")]
    public static Task<SetTransactionStatusPayload> SetTransactionStatusAsync(
        SetTransactionStatusInput input, ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                if (input.TransactionIds.Count is 0 or > MostTransactions)
                {
                    throw new RequestRefusedException("wrong_count", $"transactionIds has {input.TransactionIds.Count} ids. Send 1 to {MostTransactions} a call; nothing was changed.");
                }

                var ids = input.TransactionIds.Select(id => new DocumentId(GlobalId.Read(GlobalId.Transaction, id, "a transaction"))).Distinct().ToList();
                return await database.InTenantAsync(
                    user.Tenant(),
                    async t =>
                    {
                        if (await BankTransactionList.SetStatusAsync(t, ids, input.Status, cancellationToken) is [var unknown, ..] missing)
                        {
                            throw new RequestRefusedException(
                                "unknown_transaction",
                                $"There is no transaction {GlobalId.Of(GlobalId.Transaction, unknown.Value)}{(missing.Count > 1 ? $", nor {missing.Count - 1} others" : "")}. List the transactions to find it; nothing was changed.");
                        }

                        // What is restored on a connection that syncs in real time is exported at once, as what is pushed is.
                        await RealTimeExport.EnqueueAsync(t, ids, cancellationToken);
                        var found = await BankTransactionList.FindAsync(t, ids, cancellationToken);
                        return new SetTransactionStatusPayload([.. ids.Select(id => BankTransactionView.Of(found[id]))], []);
                    },
                    cancellationToken);
            },
            problems => new SetTransactionStatusPayload([], problems));
}
