namespace OrleansLedger.Sandbox.Tests.QuickBooks;
