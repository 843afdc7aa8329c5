-- name: list_accounts
select a.connection_id, a.remote_id, a.code, a.name, a.kind, a.type, a.currency, a.active, a.parent_remote_id
from account a
where a.tenant_id = @TenantId
  and a.connection_id = any(@ConnectionIds)
  and a.kind = any(@Kinds) -- if: Kinds
  and a.type = any(@Types) -- if: Types
  and a.active = @Active -- if: Active
  and a.parent_remote_id = @Parent -- if: Parent
  and a.parent_remote_id is null -- if: OnlyRoots
  and (strpos(lower(a.name), lower(@Search)) > 0 or strpos(lower(a.code), lower(@Search)) > 0) -- if: Search

-- name: find_accounts
select a.connection_id, a.remote_id, a.code, a.name, a.kind, a.type, a.currency, a.active, a.parent_remote_id
from account a
where a.tenant_id = @TenantId
  and (a.connection_id, a.remote_id) in (select * from unnest(@ConnectionIds, @RemoteIds))

-- name: children_of_accounts
select a.connection_id, a.remote_id, a.code, a.name, a.kind, a.type, a.currency, a.active, a.parent_remote_id
from account a
where a.tenant_id = @TenantId
  and (a.connection_id, a.parent_remote_id) in (select * from unnest(@ConnectionIds, @RemoteIds))
order by coalesce(a.code, '') collate "C", a.name collate "C", a.remote_id collate "C"

-- name: find_tax_codes
select x.connection_id, x.remote_id, x.name, x.rate, x.active
from tax_code x
where x.tenant_id = @TenantId
  and (x.connection_id, x.remote_id) in (select * from unnest(@ConnectionIds, @RemoteIds))

-- name: list_tax_codes
select x.connection_id, x.remote_id, x.name, x.rate, x.active
from tax_code x
where x.tenant_id = @TenantId
  and x.connection_id = any(@ConnectionIds)
  and x.active = @Active -- if: Active
  and strpos(lower(x.name), lower(@Search)) > 0 -- if: Search

-- name: list_mapping_rules
select m.connection_id, m.kind as kind_word, m.key, m.remote_id
from mapping_rule m
where m.tenant_id = @TenantId
  and m.connection_id = any(@ConnectionIds)
  and m.kind = any(@Kinds) -- if: Kinds
  and strpos(lower(m.key), lower(@Search)) > 0 -- if: Search
