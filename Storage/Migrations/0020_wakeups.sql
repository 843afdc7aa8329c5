-- Work wakes its connection's grain; what says that work is due are the rows of the work alone.

-- The scheduler's tables of versions before.
do $$
declare
    t text;
begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename like 'qrtz\_%' loop
        execute format('drop table public.%I cascade', t);
    end loop;
end $$;

-- Until then a slice of the connection is at work, unless its silo has died. Null between slices.
alter table connection add column turn_until timestamptz;

-- Jobs of one priority share their connection: the one that was worked on longest ago goes next.
alter table job add column worked_at timestamptz;
drop index job_open;
create index job_open on job (connection_id, priority desc, worked_at nulls first, id) where status in ('available', 'running', 'retryable');

drop function due_connections(timestamptz, timestamptz, int);

-- Connections with work that is due: a job, or the next look for the outcome of a call. An outage pauses both, commands apart.
-- Those with a slice at work are left out unless they are asked for too: when a silo has died, nobody knows whose slice ended with it.
create function due_connections(as_of timestamptz, running_too boolean, at_most int)
    returns table (tenant_id uuid, connection_id uuid, due_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select d.tenant_id, d.connection_id, min(d.due_at)
    from (
        select j.tenant_id, j.connection_id, c.turn_until,
               greatest(coalesce(j.not_before, '-infinity'), case when j.priority < 100 and not j.cancel_requested then c.paused_until end) as due_at
        from job j
        join connection c on c.id = j.connection_id
        where j.status in ('available', 'running', 'retryable') and coalesce(j.not_before, '-infinity') <= as_of
        union all
        select w.tenant_id, w.connection_id, c.turn_until, greatest(coalesce(w.look_at, w.sent_at), c.paused_until)
        from sync_write w
        join connection c on c.id = w.connection_id
        where c.status in ('connecting', 'active')) d
    where d.due_at <= as_of and (running_too or d.turn_until is null or d.turn_until <= as_of)
    group by d.tenant_id, d.connection_id
    order by 3
    limit at_most;
$$;

revoke execute on function due_connections(timestamptz, boolean, int) from public;
grant execute on function due_connections(timestamptz, boolean, int) to ledger_app;

-- Automatic syncs. The due time is in the connection's row, set in the transaction that changes the setting; each of 32 grains takes care of the
-- connections of one bucket.
alter table connection add column next_sync_at timestamptz;
alter table connection add column schedule_bucket int generated always as (uuid_hash(id) & 31) stored;
create index connection_next_sync on connection (schedule_bucket, next_sync_at) where next_sync_at is not null;

-- The first sync after a time, null for none. Connections are spread by their id: hourly ones over the hour, daily and weekly (Sunday) ones over
-- the four hours from 02:00 local time, also on days with a change of the clock.
create function next_sync(frequency text, connection uuid, time_zone text, after timestamptz) returns timestamptz
    language sql stable
as $$
    select case
        when frequency in ('real_time', 'hourly') then
            date_trunc('hour', after, 'UTC') + spread * interval '1 hour'
            + case when date_trunc('hour', after, 'UTC') + spread * interval '1 hour' <= after then interval '1 hour' else interval '0' end
        when frequency = 'daily' then
            (day + case when day at time zone time_zone <= after then interval '1 day' else interval '0' end) at time zone time_zone
        when frequency = 'weekly' then
            (week + case when week at time zone time_zone <= after then interval '7 days' else interval '0' end) at time zone time_zone
    end
    from (select (uuid_hash(connection) & 65535) / 65536.0 as spread) s,
        lateral (select date_trunc('day', after at time zone time_zone) + interval '2 hours' + spread * interval '4 hours' as day,
                        date_trunc('week', after at time zone time_zone) + interval '6 days 2 hours' + spread * interval '4 hours' as week) l
$$;

-- Connections of a bucket whose automatic sync is due, across tenants.
create function due_syncs(bucket int, as_of timestamptz, at_most int)
    returns table (tenant_id uuid, connection_id uuid, due_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select c.tenant_id, c.id, c.next_sync_at
    from connection c
    where c.schedule_bucket = bucket and c.next_sync_at <= as_of
    order by c.next_sync_at
    limit at_most;
$$;

revoke execute on function next_sync(text, uuid, text, timestamptz), due_syncs(int, timestamptz, int) from public;
grant execute on function next_sync(text, uuid, text, timestamptz), due_syncs(int, timestamptz, int) to ledger_app;

-- Connections that synced automatically before go on: the first time is due now, spread by the next one.
update connection c
set next_sync_at = next_sync(
    case (c.settings ->> 'Frequency')
        when '1' then 'real_time' when '2' then 'hourly' when '3' then 'daily' when '4' then 'weekly' else 'manual' end, c.id, 'UTC', now())
where c.status <> 'disconnected';
