-- A question as a tenant in one round trip: this stands before the question in one message to the server, where both are one transaction.
-- A procedure, because what it leaves is no result for the reader to pass over.
create procedure ledger_act_for(tenant uuid) language plpgsql
as $$
begin
    perform set_config('ledger.tenant', tenant::text, true);
end $$;

revoke execute on procedure ledger_act_for(uuid) from public;
grant execute on procedure ledger_act_for(uuid) to ledger_app;
