-- name: set_tenant
select set_config('ledger.tenant', @TenantId::text, true)

-- name: try_sweep_lock
select pg_try_advisory_lock(@Key)
