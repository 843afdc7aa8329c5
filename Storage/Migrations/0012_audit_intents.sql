-- What a mutation is about to do, committed before it is done: one whose process ends in the middle is on the record all the same.

create table audit_intent (
    chain uuid not null,
    -- The entry's, when it is written.
    id uuid not null,
    at timestamptz not null,
    actor_key_id uuid,
    actor_name text not null,
    action text not null,
    target text,
    remote_address inet,
    detail jsonb not null constraint audit_intent_detail_is_object check (jsonb_typeof(detail) = 'object'),
    primary key (chain, id)
);
create index audit_intent_by_age on audit_intent (at);

alter table audit_intent enable row level security;
create policy chain_only on audit_intent to ledger_app using (chain = ledger_tenant()) with check (chain = ledger_tenant());

-- The application says what it intends; it takes nothing of that back but by the entry that follows.
grant select, insert on audit_intent to ledger_app;

-- As before (0004), and with the entry its intent has served.
create or replace function audit_append(
    sequence bigint, id uuid, at timestamptz, actor_key_id uuid, actor_name text, action text, target text, remote_address inet,
    outcome text, code text, detail jsonb, previous_hash bytea, hash bytea) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
begin
    update audit_head h set sequence = audit_append.sequence, hash = audit_append.hash
    where h.chain = ledger_tenant() and h.sequence = audit_append.sequence - 1 and h.hash = audit_append.previous_hash;
    if not found then
        raise integrity_constraint_violation using message = 'the audit entry does not follow the end of its chain';
    end if;
    insert into audit_entry
    values (ledger_tenant(), audit_append.sequence, audit_append.id, audit_append.at, audit_append.actor_key_id, audit_append.actor_name, audit_append.action, audit_append.target,
            audit_append.remote_address, audit_append.outcome, audit_append.code, audit_append.detail, audit_append.previous_hash, audit_append.hash);
    delete from audit_intent i where i.chain = ledger_tenant() and i.id = audit_append.id;
end $$;

-- Intents without an entry from before then: whoever had them did not come back. Only which they are, for all chains.
create function audit_interrupted(before timestamptz, at_most int) returns table (chain uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select i.chain, i.id from audit_intent i where i.at < before order by i.at limit at_most;
$$;

revoke execute on function audit_interrupted(timestamptz, int) from public;
grant execute on function audit_interrupted(timestamptz, int) to ledger_app;
