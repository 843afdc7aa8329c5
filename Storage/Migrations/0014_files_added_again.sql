-- A file that was removed and is added again is another one: a provider that remembers keys would take a second upload of the same for a repetition of the first,
-- and the file it has taken away since would never come back.
alter table attachment drop constraint attachment_once_per_document;
create unique index attachment_once_per_document on attachment (tenant_id, document_id, sha256) where deleted_at is null;
