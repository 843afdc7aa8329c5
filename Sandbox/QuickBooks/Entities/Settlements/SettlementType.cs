using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;

/// <summary>
/// Money against open transactions of one party: each line names one of them and how much of it is settled. What the party has to its credit adds to the money there
/// is, so a settlement of 0 sets credits against charges.
/// </summary>
internal abstract class SettlementType(string name, string partyMember, string partyType, IEnumerable<Field> ownFields) : TransactionType(
    name,
    [Reference(partyMember), Number("TotalAmt"), .. ownFields],
    EntityOperations.All | EntityOperations.VoidByUpdate)
{
    protected override bool HasLineIds => false;

    /// <summary><c>TxnType</c> of a link to the type of entity it names.</summary>
    protected abstract IReadOnlyDictionary<string, string> Linkable { get; }

    protected override string LabelOf(JsonObject transaction) => Name;

    public override IEnumerable<TransactionKey> Links(JsonObject transaction) => transaction.Parts("Line").SelectMany(line => line.Parts("LinkedTxn")).Select(TargetKey).OfType<TransactionKey>();

    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) => [new(transaction.Reference(partyMember)!, -(transaction.Number("TotalAmt") ?? 0))];

    public override void CheckDelete(Draft draft)
    {
        base.CheckDelete(draft);
        if (Links(draft.Entity).Any()) draft.Refuse(Refusals.StillLinked);
    }

    /// <summary>Takes back what was applied to a transaction. Credits that now have nothing to be set against are given back too.</summary>
    public void Loosen(JsonObject settlement, string id, QuickBooksCompany company)
    {
        settlement["Line"] = new JsonArray([.. settlement.Parts("Line").Except(OpenBalance.LinesOn(settlement, id)).Select(line => line.Clone())]);
        var excess = -(Left(settlement, company) - (settlement.Number("TotalAmt") ?? 0));
        foreach (var line in settlement.Parts("Line").Where(line => SignOf(settlement, line, company) < 0).Reverse().ToList())
        {
            if (excess >= 0) break;
            var back = Math.Min(-excess, line.Number("Amount") ?? 0);
            excess += back;
            if (back == line.Number("Amount")) ((JsonArray)settlement["Line"]!).Remove(line);
            else line["Amount"] = Money.Round((line.Number("Amount") ?? 0) - back);
        }

        Settle(settlement, company);
    }

    protected override void CheckRequired(Draft draft)
    {
        draft.Require(partyMember);
        draft.Require("TotalAmt");
        if (draft.Entity.Number("TotalAmt") is { } total)
        {
            if (total < 0) draft.Refuse(Refusals.NegativeAmount);
            draft.Entity["TotalAmt"] = Money.Round(total);
        }

        foreach (var line in draft.Entity.Parts("Line"))
        {
            Lines.CheckAmount(draft, line, allowsNegative: false);
            draft.Require(line, "LinkedTxn");
            var links = line.Parts("LinkedTxn").ToList();
            if (links.Count > 1) draft.Refuse(Refusals.CannotLink("a line of a payment names one transaction."));
            foreach (var link in links)
            {
                draft.Require(link, "TxnId");
                draft.Require(link, "TxnType");
            }
        }
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        if (draft.Follow(draft.Entity, partyMember, "Names", partyType) is { } party)
        {
            NameType.CheckCurrency(draft, party, currency);
            foreach (var line in draft.Entity.Parts("Line").DistinctBy(line => TargetOf(line).Id)) CheckTarget(draft, line, party.Text("Id")!, currency);
        }

        if (draft.IsRefused) return;
        draft.Entity["Line"] ??= new JsonArray();
        var left = Left(draft.Entity, draft.Company);
        if (left < 0) draft.Refuse(Refusals.Business("The amount applied is more than the amount received and the credits used."));
        else if (left > draft.Entity.Number("TotalAmt")) draft.Refuse(Refusals.Business("The credits used are more than what they are set against."));
        else CompleteSettlement(draft, currency);
        Settle(draft.Entity, draft.Company);
    }

    /// <summary>Where the money goes or comes from.</summary>
    protected abstract void CompleteSettlement(Draft draft, string currency);

    /// <summary>Money and credits less what they were applied to.</summary>
    protected decimal Left(JsonObject settlement, QuickBooksCompany company) =>
        Money.Round((settlement.Number("TotalAmt") ?? 0) - settlement.Parts("Line").Sum(line => SignOf(settlement, line, company) * (line.Number("Amount") ?? 0)));

    private void CheckTarget(Draft draft, JsonObject line, string party, string currency)
    {
        var (kind, id) = TargetOf(line);
        if (!Linkable.TryGetValue(kind, out var typeName))
        {
            draft.Refuse(Refusals.CannotLink($"a {Name} cannot be applied to a {kind}."));
            return;
        }

        var type = (TransactionType)EntityCatalog.Find(typeName)!;
        if (draft.Company.Find(typeName, id) is not { } target || type.LinkType(target) != kind)
        {
            draft.Refuse(Refusals.UnknownReference("Txn", id));
            return;
        }

        var claims = type.Claims(target, draft.Company).ToList();
        var claim = claims.Where(claimed => claimed.Key == party).Sum(claimed => claimed.Value);
        var applied = OpenBalance.LinesOn(draft.Entity, id).Sum(of => of.Number("Amount") ?? 0);
        if (claims.Count > 0 && claims.TrueForAll(claimed => claimed.Key != party)) draft.Refuse(Refusals.Business($"The {kind} {id} is not one of the name on the payment."));
        else if (target.Reference("CurrencyRef") != currency) draft.Refuse(Refusals.WrongCurrency);
        else if (claim == 0) draft.Refuse(Refusals.CannotLink($"there is nothing open in the {kind} {id}."));
        else if (applied > Math.Abs(claim) - OpenBalance.Applied(target, draft.Company, draft.Previous?.Text("Id"))) draft.Refuse(Refusals.AmountAboveBalance);
    }

    /// <summary>1 where the line pays a charge, -1 where it uses a credit.</summary>
    private int SignOf(JsonObject settlement, JsonObject line, QuickBooksCompany company)
    {
        if (line.Parts("LinkedTxn").Select(TargetKey).FirstOrDefault() is not { } key || company.Find(key.Type, key.Id) is not { } target) return 1;
        var party = settlement.Reference(partyMember);
        return ((TransactionType)EntityCatalog.Find(key.Type)!).Claims(target, company).Where(claimed => claimed.Key == party).Sum(claimed => claimed.Value) < 0 ? -1 : 1;
    }

    private TransactionKey? TargetKey(JsonObject link) => Linkable.TryGetValue(link.Text("TxnType") ?? "", out var type) ? new TransactionKey(type, link.Text("TxnId")!) : null;

    private static (string Kind, string Id) TargetOf(JsonObject line) => line.Parts("LinkedTxn").Select(link => (link.Text("TxnType") ?? "", link.Text("TxnId") ?? "")).FirstOrDefault();
}
