-- What the API's lists are read by. A list is paged by its keys (order column, then id), so each default order has an index that ends in the id.

create index bank_transaction_by_creation on bank_transaction (tenant_id, created_at, id);
create index bank_transaction_by_amount on bank_transaction (tenant_id, amount, id);

create index sync_record_by_change on sync_record (tenant_id, updated_at, id);
create index sync_record_of_connection_by_change on sync_record (connection_id, updated_at, id);
-- What needs somebody's eye, and what was taken back: few among many that are synced.
create index sync_record_unsynced on sync_record (connection_id, state, updated_at, id) where state in ('parked', 'failed', 'taken_back');
-- The last sync of each kind of document.
create index sync_record_last_synced on sync_record (connection_id, document_kind, synced_at) where synced_at is not null;

create index job_by_creation on job (tenant_id, created_at, id);
create index job_of_connection_by_creation on job (connection_id, created_at, id);

-- When the outcome came: the rate of the last minute says how long a job still takes.
alter table job_document add column settled_at timestamptz;

create index sync_log_by_time on sync_log (tenant_id, at, id);
create index sync_log_of_job on sync_log (job_id, at, id) where job_id is not null;
