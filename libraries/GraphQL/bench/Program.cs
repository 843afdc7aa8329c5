using OrleansLedger.GraphQL.Bench;

return await BenchCommand.Create().Parse(args).InvokeAsync();
