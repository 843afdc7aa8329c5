-- name: audit_hold
select sequence, hash, stored_detail from audit_hold(@Detail::jsonb)

-- name: audit_find
select sequence, id, at, actor_key_id, actor_name, action, target, host(remote_address) as remote_address, outcome, code, detail::text as detail, previous_hash, hash
from audit_entry where chain = @Chain and id = @Id

-- name: audit_append
select audit_append(
    @Sequence, @Id, @At, @ActorKeyId, @ActorName, @Action, @Target, @RemoteAddress::inet, @Outcome, @Code, @Detail::jsonb, @PreviousHash, @Hash)

-- name: audit_intend
insert into audit_intent (chain, id, at, actor_key_id, actor_name, action, target, remote_address, detail)
values (@Chain, @Id, @At, @ActorKeyId, @ActorName, @Action, @Target, @RemoteAddress::inet, @Detail::jsonb)
on conflict do nothing

-- name: audit_interrupted
select chain, id from audit_interrupted(@Before, @AtMost)

-- name: audit_intent
select id, at, actor_key_id, actor_name, action, target, host(remote_address) as remote_address, detail::text as detail
from audit_intent where chain = @Chain and id = @Id

-- name: audit_walk
select sequence, id, at, actor_key_id, actor_name, action, target, host(remote_address) as remote_address, outcome, code, detail::text as detail, previous_hash, hash
from audit_entry
where chain = @Chain and sequence > @After
order by sequence
limit @AtMost

-- name: audit_end
select h.sequence, h.hash, (select max(e.sequence) from audit_entry e where e.chain = @Chain) as last_entry
from (select 1) one left join audit_head h on h.chain = @Chain
