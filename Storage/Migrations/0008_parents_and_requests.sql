-- Charts of accounts that are trees. What is stored can be walked: a parent exists, and no account is its own.

alter table account add column parent_remote_id text;
alter table account add constraint account_parent_exists foreign key (connection_id, parent_remote_id) references account (connection_id, remote_id);
alter table account add constraint account_is_not_its_own_parent check (parent_remote_id <> remote_id);
create index account_by_parent on account (connection_id, parent_remote_id) where parent_remote_id is not null;

-- What was asked under an idempotency key, so that the same key for other work can be refused; null where nobody asked, and in rows from before.
alter table job add column request_hash bytea;
-- Keys of clients and keys of our own do not meet.
update job set idempotency_key = case when idempotency_key ~ '^(automatic|reminder|idle)-' then 'own:' else 'asked:' end || idempotency_key where idempotency_key is not null;

-- When accounts and tax codes were read last: an automatic sync asks each time, and so does whoever looks at a connection's health.
create index job_reads on job (connection_id, kind, finished_at) where kind in ('refresh_accounts', 'refresh_tax_codes');
