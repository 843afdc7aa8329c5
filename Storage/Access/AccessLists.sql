-- name: list_api_keys
select k.id, k.tenant_id, k.name, k.role, k.created_at, k.created_by, k.revoked_at, k.last_used_at
from api_key k
where true
  and k.tenant_id = @TenantId -- if: TenantId
  and k.tenant_id is null -- if: OfPlatform
  and k.revoked_at is null -- if: Working
  and k.role = any(@Roles) -- if: Roles

-- name: list_audit_entries
select e.sequence, e.id, e.at, e.actor_key_id, e.actor_name, e.action, e.target, host(e.remote_address) as remote_address, e.outcome, e.code, e.detail::text as detail,
       e.previous_hash, e.hash
from audit_entry e
where e.chain = @Chain
  and e.action = any(@Actions) -- if: Actions
  and e.outcome = any(@Outcomes) -- if: Outcomes
  and e.actor_key_id = @ActorKey -- if: ActorKey
  and e.actor_name = @ActorName -- if: ActorName
  and e.at >= @From -- if: From
  and e.at < @To -- if: To
