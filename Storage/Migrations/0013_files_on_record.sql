-- A file that the provider does not take is on record too, with the reason; which job did what with a file; and an index for each of the two ways to ask.

alter table sync_attachment drop constraint sync_attachment_state_known;
alter table sync_attachment add constraint sync_attachment_state_known check (state in ('parked', 'sending', 'synced', 'failed', 'removed'));

-- The job that last sent or parked it: what a job has uploaded is its own success, and what was refused in it is not sent again before the next.
alter table sync_attachment add column job_id uuid;

-- How often the provider has refused it. Providers remember a refusal under the key of its call, so that a try after one needs another key; a try after a call
-- without an answer needs the same.
alter table sync_attachment add column refusals int not null default 0 constraint sync_attachment_refusals_not_negative check (refusals >= 0);

create index sync_attachment_by_file on sync_attachment (tenant_id, attachment_id);
create index sync_attachment_waiting on sync_attachment (connection_id, remote_company_id, document_id, entry) where state in ('parked', 'failed');
