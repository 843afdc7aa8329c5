-- Events of a tenant become visible in the order of their sequence (docs/adr/0005): whoever has seen one has seen all before it.

-- Held from before the first sequence is taken until the commit is visible to all.
create function lock_events() returns void language sql
as $$ select pg_advisory_xact_lock(hashtextextended('event ' || ledger_tenant()::text, 0)) $$;

-- Before the statement, and so before any row of it has taken its sequence.
create function event_in_order() returns trigger language plpgsql
as $$
begin
    if ledger_tenant() is null then
        raise exception 'An event is written in a transaction that has named its tenant: call set_config(''ledger.tenant'', ..., true) first.';
    end if;
    perform lock_events();
    return null;
end $$;

create trigger event_in_order before insert on event for each statement execute function event_in_order();

-- How far a tenant's events have been cleaned away: a subscriber whose cursor lies before it has missed some for good.
create table event_horizon (
    tenant_id uuid primary key,
    cleaned_through bigint not null
);
alter table event_horizon enable row level security;
create policy tenant_only on event_horizon to ledger_app using (tenant_id = ledger_tenant()) with check (tenant_id = ledger_tenant());
grant select on event_horizon to ledger_app;

-- The newest sequence of each of these tenants: one question for all that a process listens to.
create function event_heads(wanted uuid[]) returns table (tenant_id uuid, head bigint)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select w.id, (select e.sequence from event e where e.tenant_id = w.id order by e.sequence desc limit 1) from unnest(wanted) as w(id);
$$;

-- Cleans events older than that away, the oldest first; the answer is how many went.
create function clean_events(older_than timestamptz, at_most int) returns int
    language sql security definer set search_path = public, pg_temp
as $$
    with oldest as (
        select sequence from event order by sequence limit at_most for update skip locked
    ),
    gone as (
        delete from event e using oldest o where e.sequence = o.sequence and e.at < older_than returning e.tenant_id, e.sequence
    ),
    horizon as (
        insert into event_horizon as h (tenant_id, cleaned_through)
        select g.tenant_id, max(g.sequence) from gone g group by g.tenant_id order by g.tenant_id
        on conflict (tenant_id) do update set cleaned_through = greatest(h.cleaned_through, excluded.cleaned_through)
    )
    select count(*)::int from gone;
$$;

revoke execute on function lock_events(), event_in_order(), event_heads(uuid[]), clean_events(timestamptz, int) from public;
grant execute on function lock_events(), event_heads(uuid[]), clean_events(timestamptz, int) to ledger_app;
