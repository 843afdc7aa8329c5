-- The silos' cluster, reminders and grain storage: Orleans' ADO.NET providers read their statements from orleans.orleansquery, the one fixed name.
-- Tables, columns and statements are ours; what each statement receives and returns is the contract of the Microsoft.Orleans.*.AdoNet packages 10.4.
-- The application's role owns nothing here. Its search path contains the schema, because the first look for orleansquery names none.

create schema orleans;
grant usage on schema orleans to ledger_app;
alter role ledger_app set search_path = public, orleans;

-- The version of the whole membership of a cluster. Every change of a member raises it, and names the version it was decided on.
create table orleans.cluster (
    deployment_id text primary key,
    version int not null
);

create table orleans.member (
    deployment_id text not null references orleans.cluster on delete cascade,
    address text not null,
    port int not null,
    generation int not null,
    silo_name text not null,
    host_name text not null,
    -- 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
    status int not null,
    proxy_port int not null,
    suspect_times text,
    start_time timestamptz not null,
    i_am_alive_time timestamptz not null,
    primary key (deployment_id, address, port, generation)
);

create table orleans.reminder (
    service_id text not null,
    grain_id text not null,
    reminder_name text not null,
    start_time timestamptz not null,
    -- Milliseconds.
    period bigint not null,
    grain_hash int not null,
    version int not null,
    primary key (service_id, grain_id, reminder_name)
);
create index reminder_by_hash on orleans.reminder (service_id, grain_hash);

-- State that belongs to a grain alone. Null payload: the state was cleared, its version goes on.
create table orleans.grain_state (
    service_id text not null,
    grain_type text not null,
    n0 bigint not null,
    n1 bigint not null,
    extension text not null,
    payload bytea,
    version int not null,
    primary key (service_id, grain_type, n0, n1, extension)
);

create table orleans.orleansquery (
    querykey text primary key,
    querytext text not null
);

grant select, insert, update, delete on orleans.cluster, orleans.member, orleans.reminder, orleans.grain_state to ledger_app;
grant select on orleans.orleansquery to ledger_app;

insert into orleans.orleansquery (querykey, querytext) values
-- Clustering.
('InsertMembershipVersionKey', $$
    with made as (insert into orleans.cluster (deployment_id, version) values (@DeploymentId, 0) on conflict do nothing returning 1)
    select exists (select from made)$$),
('MembershipReadAllKey', $$
    select c.version as Version, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName,
           m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime, m.i_am_alive_time as IAmAliveTime
    from orleans.cluster c
    left join orleans.member m on m.deployment_id = c.deployment_id
    where c.deployment_id = @DeploymentId$$),
('MembershipReadRowKey', $$
    select c.version as Version, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName,
           m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime, m.i_am_alive_time as IAmAliveTime
    from orleans.cluster c
    left join orleans.member m
        on m.deployment_id = c.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
    where c.deployment_id = @DeploymentId$$),
('InsertMembershipKey', $$
    with raised as (
        update orleans.cluster set version = version + 1
        where deployment_id = @DeploymentId and version = @Version
          and not exists (
              select from orleans.member
              where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id),
    added as (
        insert into orleans.member
            (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
        select deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from raised
        returning 1)
    select exists (select from added)$$),
('UpdateMembershipKey', $$
    with raised as (
        update orleans.cluster set version = version + 1
        where deployment_id = @DeploymentId and version = @Version
          and exists (
              select from orleans.member
              where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deployment_id),
    changed as (
        update orleans.member m
        set status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
        from raised
        where m.deployment_id = raised.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select exists (select from changed)$$),
('UpdateIAmAlivetimeKey', $$
    update orleans.member set i_am_alive_time = @IAmAliveTime
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation$$),
('GatewaysQueryKey', $$
    select address as Address, proxy_port as ProxyPort, generation as Generation
    from orleans.member where deployment_id = @DeploymentId and status = @Status and proxy_port > 0$$),
('DeleteMembershipTableEntriesKey', $$
    delete from orleans.cluster where deployment_id = @DeploymentId$$),
('CleanupDefunctSiloEntriesKey', $$
    delete from orleans.member where deployment_id = @DeploymentId and i_am_alive_time < @IAmAliveTime and status <> 3$$),
-- Reminders.
('ReadReminderRowsKey', $$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans.reminder where service_id = @ServiceId and grain_id = @GrainId$$),
('ReadReminderRowKey', $$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans.reminder where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName$$),
('ReadRangeRows1Key', $$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans.reminder where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash$$),
('ReadRangeRows2Key', $$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans.reminder where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)$$),
('UpsertReminderRowKey', $$
    insert into orleans.reminder as r (service_id, grain_id, reminder_name, start_time, period, grain_hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, reminder_name) do update
    set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
    returning version as Version$$),
('DeleteReminderRowKey', $$
    with gone as (
        delete from orleans.reminder
        where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version
        returning 1)
    select exists (select from gone)$$),
('DeleteReminderRowsKey', $$
    delete from orleans.reminder where service_id = @ServiceId$$),
-- Grain storage. A guid is two numbers, a number the second of them, a text the extension.
('ReadFromStorageKey', $$
    select payload as PayloadBinary, version as Version
    from orleans.grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
      and extension = coalesce(@GrainIdExtensionString, '')$$),
('WriteToStorageKey', $$
    with made as (
        insert into orleans.grain_state (service_id, grain_type, n0, n1, extension, payload, version)
        select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1
        where @GrainStateVersion::int is null
        on conflict do nothing
        returning version),
    changed as (
        update orleans.grain_state set payload = @PayloadBinary, version = version + 1
        where service_id = @ServiceId and grain_type = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
          and extension = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion::int
        returning version)
    select version as NewGrainStateVersion from made union all select version from changed$$),
('ClearStorageKey', $$
    update orleans.grain_state set payload = null, version = version + 1
    where service_id = @ServiceId and grain_type = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
      and extension = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion::int
    returning version as NewGrainStateVersion$$),
('DeleteStorageKey', $$
    delete from orleans.grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
      and extension = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion::int
    returning version + 1 as NewGrainStateVersion$$);
