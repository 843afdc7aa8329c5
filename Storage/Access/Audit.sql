-- name: audit_hold
select sequence, hash, stored_detail from audit_hold(@Detail::jsonb)

-- name: audit_find
select sequence, id, at, actor_key_id, actor_name, action, target, host(remote_address) as remote_address, outcome, code, detail::text as detail, previous_hash, hash
from audit_entry where chain = @Chain and id = @Id

-- name: audit_append
select audit_append(
    @Sequence, @Id, @At, @ActorKeyId, @ActorName, @Action, @Target, @RemoteAddress::inet, @Outcome, @Code, @Detail::jsonb, @PreviousHash, @Hash)

-- name: audit_walk
select sequence, id, at, actor_key_id, actor_name, action, target, host(remote_address) as remote_address, outcome, code, detail::text as detail, previous_hash, hash
from audit_entry
where chain = @Chain and sequence > @After
order by sequence
limit @AtMost

-- name: audit_end
select h.sequence, h.hash, (select max(e.sequence) from audit_entry e where e.chain = @Chain) as last_entry
from (select 1) one left join audit_head h on h.chain = @Chain
