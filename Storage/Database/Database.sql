-- name: set_tenant
select set_config('ledger.tenant', @TenantId::text, true)
