-- name: list_connections
select c.id, c.tenant_id, c.provider, c.remote_company_id, c.company::text as company, c.status, c.status_reason, c.settings::text as settings, c.epoch,
       c.turn_open, c.quota::text as quota, c.error_count, c.last_error, c.company_read_at, c.matched_through, c.matched_at, c.created_at, c.next_sync_at
from connection c
where c.tenant_id = @TenantId
  and c.id = any(@Ids) -- if: Ids
  and c.provider = any(@Providers) -- if: Providers
  and c.status = any(@Statuses) -- if: Statuses
