namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Names a transaction. Ids are unique among all transactions, so the id alone would do to tell them apart.</summary>
internal readonly record struct TransactionKey(string Type, string Id);
