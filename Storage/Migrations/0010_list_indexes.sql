-- Two ways to list sync records that cost more the more records others have.

-- By creation. Only the primary key had that order, and it held everybody's records: those of a tenant that had been idle were found behind all that others
-- had done since. Nothing refers to a record by its id alone.
alter table sync_record drop constraint sync_record_pkey, add primary key (tenant_id, id);

-- What is not synced, by its last change. State comes after the order, so that any choice of states is read in order and only as far as the page goes;
-- before it, as until now, everything in those states was read and sorted, and of all tenants where no connection was named.
drop index sync_record_unsynced;
create index sync_record_unsynced on sync_record (tenant_id, updated_at, id, state, connection_id) where state in ('parked', 'sending', 'failed', 'taken_back');
