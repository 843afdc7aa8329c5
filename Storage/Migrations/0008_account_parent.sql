-- Charts of accounts that are trees. What is stored can be walked: a parent exists, and no account is its own.

alter table account add column parent_remote_id text;
alter table account add constraint account_parent_exists foreign key (connection_id, parent_remote_id) references account (connection_id, remote_id);
alter table account add constraint account_is_not_its_own_parent check (parent_remote_id <> remote_id);
create index account_by_parent on account (connection_id, parent_remote_id) where parent_remote_id is not null;
