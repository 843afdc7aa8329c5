-- What the lists of tenants, keys and the audit record are read by: pages by key, in either direction and order.

-- The tenants as the platform sees them; for everybody else it is empty. A view of the owner's and not a function, so that a page reads the rows it shows from an index.
-- Its condition is the same for every row: PostgreSQL asks it once, before it reads any, so that nothing is shown to conditions of the query's own either.
-- (As a security barrier it would be planned apart from the page's order, and every page would read every tenant.)
create view platform_tenant as
    select id, name, created_at from tenant where ledger_tenant() = ledger_platform();
revoke all on platform_tenant from public;
grant select on platform_tenant to ledger_app;
drop function list_tenants(uuid, text, int);

create index tenant_by_creation on tenant (created_at, id);
create index tenant_by_name on tenant (name, id);
create index api_key_by_creation on api_key (tenant_id, created_at, id);
create index audit_entry_by_time on audit_entry (chain, at, sequence);
