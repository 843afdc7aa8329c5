-- name: account_replace
with gone as (
    update account set active = false where connection_id = @ConnectionId and remote_id <> all(@RemoteIds)
)
insert into account (connection_id, tenant_id, remote_id, code, name, kind, type, currency, active, parent_remote_id)
select @ConnectionId, @TenantId, * from unnest(@RemoteIds, @Codes, @Names, @Kinds, @Types, @Currencies, @Actives, @Parents)
on conflict (connection_id, remote_id) do update
set code = excluded.code, name = excluded.name, kind = excluded.kind, type = excluded.type, currency = excluded.currency, active = excluded.active,
    parent_remote_id = excluded.parent_remote_id

-- name: account_list
select remote_id, code, name, kind, type, currency, active, parent_remote_id from account where connection_id = @ConnectionId order by code nulls last, name

-- name: tax_code_replace
with gone as (
    update tax_code set active = false where connection_id = @ConnectionId and remote_id <> all(@RemoteIds)
)
insert into tax_code (connection_id, tenant_id, remote_id, name, rate, active)
select @ConnectionId, @TenantId, * from unnest(@RemoteIds, @Names, @Rates, @Actives)
on conflict (connection_id, remote_id) do update set name = excluded.name, rate = excluded.rate, active = excluded.active

-- name: tax_code_list
select remote_id, name, rate, active from tax_code where connection_id = @ConnectionId order by name

-- name: mapping_rule_put
insert into mapping_rule (connection_id, tenant_id, kind, key, remote_id)
select @ConnectionId, @TenantId, * from unnest(@Kinds, @Keys, @RemoteIds)
on conflict (connection_id, kind, key) do update set remote_id = excluded.remote_id

-- name: mapping_rule_list
select kind, key, remote_id from mapping_rule where connection_id = @ConnectionId

-- name: contact_list
select name, remote_id from contact where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and name = any(@Names)

-- name: contact_put
insert into contact (connection_id, tenant_id, remote_company_id, name, remote_id)
select @ConnectionId, @TenantId, @RemoteCompanyId, * from unnest(@Names, @RemoteIds)
on conflict (connection_id, remote_company_id, name) do update set remote_id = excluded.remote_id

-- name: mapping_rule_remove
delete from mapping_rule m
using unnest(@Kinds, @Keys) as r(kind, key)
where m.tenant_id = @TenantId and m.connection_id = @ConnectionId and m.kind = r.kind and m.key = r.key

-- name: contact_forget
delete from contact where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and remote_id = any(@RemoteIds)
