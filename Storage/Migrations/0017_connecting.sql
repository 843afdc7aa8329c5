-- A connection is active only after its company has been read since the last consent: until then it is connecting, and its jobs wait.
alter table connection drop constraint connection_status_known;
alter table connection add constraint connection_status_known
    check (status in ('connecting', 'active', 'expired', 'revoked', 'error', 'disconnected'));

-- Names what disconnecting removes at the provider (IAuthorizes.SharedAuthorization). Connections with the same name share it.
-- Null for connections made before this migration: those are taken to share it with every connection to the same company.
alter table connection add column authorization_key text;

create index connection_by_company on connection (provider, remote_company_id) where status <> 'disconnected';

-- True while another connection, of whichever tenant, uses the authorisation that this tenant's connection uses.
-- Locks the company until the transaction ends: of two connections that are disconnected at once, the second sees what the first has done.
create function shares_authorization(own uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare
    mine connection%rowtype;
begin
    select * into mine from connection c where c.id = own and c.tenant_id = ledger_tenant();
    if not found then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('authorization ' || mine.provider || ' ' || mine.remote_company_id, 0));
    return exists (
        select from connection c
        where c.provider = mine.provider and c.remote_company_id = mine.remote_company_id and c.id <> mine.id
          and c.status in ('connecting', 'active', 'error')
          and (c.authorization_key is null or mine.authorization_key is null or c.authorization_key = mine.authorization_key));
end $$;

revoke execute on function shares_authorization(uuid) from public;
grant execute on function shares_authorization(uuid) to ledger_app;
