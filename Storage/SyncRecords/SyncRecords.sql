-- name: sync_record_latest
-- One probe of sync_record_entry_unique for each document: half the work of "any" and "distinct on".
select r.*
from unnest(@DocumentIds) as d(id)
cross join lateral (
    select id, document_id, entry, role, entry_key, state, revision, content_hash, content::text as content, attempt, write_id,
           remote_id, remote_number, remote_version, error_code, error_text, error_field, sending_at, synced_at
    from sync_record
    where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_kind = @DocumentKind and document_id = d.id
    order by entry desc
    limit 1) r

-- name: sync_record_before
select id, document_id, entry, role, entry_key, state, revision, content_hash, content::text as content, attempt, write_id,
       remote_id, remote_number, remote_version, error_code, error_text, error_field, sending_at, synced_at
from sync_record
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_kind = @DocumentKind
  and (document_id, entry) in (select * from unnest(@DocumentIds, @Entries))

-- name: sync_record_park
insert into sync_record (
    id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision,
    error_code, error_text, error_field, updated_at)
select id, @TenantId, @ConnectionId, @RemoteCompanyId, @DocumentKind, document_id, entry, 'booking', entry_key, 'parked', revision,
       error_code, error_text, error_field, @Now
from unnest(@Ids, @DocumentIds, @Entries, @EntryKeys, @Revisions, @ErrorCodes, @ErrorTexts, @ErrorFields)
    as t(id, document_id, entry, entry_key, revision, error_code, error_text, error_field)
on conflict (connection_id, remote_company_id, document_kind, document_id, entry) do update
set state = 'parked', revision = excluded.revision, error_code = excluded.error_code, error_text = excluded.error_text,
    error_field = excluded.error_field, updated_at = excluded.updated_at
where sync_record.state in ('parked', 'failed')

-- name: sync_write_insert
insert into sync_write (id, tenant_id, connection_id, remote_company_id, prepared, epoch, sent_at)
values (@Id, @TenantId, @ConnectionId, @RemoteCompanyId, @Prepared::jsonb, @Epoch, @Now)

-- name: sync_record_send
insert into sync_record (
    id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision,
    content_hash, content, attempt, write_id, sending_at, updated_at)
select id, @TenantId, @ConnectionId, @RemoteCompanyId, @DocumentKind, document_id, entry, role, entry_key, 'sending', revision,
       content_hash, content::jsonb, 1, @WriteId, @Now, @Now
from unnest(@Ids, @DocumentIds, @Entries, @Roles, @EntryKeys, @Revisions, @ContentHashes, @Contents)
    as t(id, document_id, entry, role, entry_key, revision, content_hash, content)
on conflict (connection_id, remote_company_id, document_kind, document_id, entry) do update
set state = 'sending', role = excluded.role, revision = excluded.revision, content_hash = excluded.content_hash, content = excluded.content,
    attempt = sync_record.attempt + 1, write_id = excluded.write_id, sending_at = excluded.sending_at,
    error_code = null, error_text = null, error_field = null, updated_at = excluded.updated_at
where sync_record.state in ('parked', 'failed', 'synced')

-- name: sync_record_settle
update sync_record r
set state = u.state, remote_id = coalesce(u.remote_id, r.remote_id), remote_number = coalesce(u.remote_number, r.remote_number),
    remote_version = coalesce(u.remote_version, r.remote_version), error_code = u.error_code, error_text = u.error_text, error_field = u.error_field,
    content_hash = case when u.keep_old then null else r.content_hash end,
    synced_at = case when u.state = 'synced' and not u.keep_old then @Now else r.synced_at end,
    write_id = null, sending_at = null, updated_at = @Now
from unnest(@EntryKeys, @States, @RemoteIds, @RemoteNumbers, @RemoteVersions, @ErrorCodes, @ErrorTexts, @ErrorFields, @KeepOlds)
    as u(entry_key, state, remote_id, remote_number, remote_version, error_code, error_text, error_field, keep_old)
where r.connection_id = @ConnectionId and r.write_id = @WriteId and r.state = 'sending' and r.entry_key = u.entry_key

-- name: sync_record_adopt
insert into sync_record (
    id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision,
    content, remote_id, remote_number, remote_version, synced_at, updated_at)
values (@Id, @TenantId, @ConnectionId, @RemoteCompanyId, @DocumentKind, @DocumentId, @Entry, 'booking', @EntryKey, 'synced', @Revision,
        @Content::jsonb, @RemoteId, @RemoteNumber, @RemoteVersion, @Now, @Now)
on conflict (connection_id, remote_company_id, document_kind, document_id, entry) do update
set state = 'synced', revision = excluded.revision, content_hash = null, content = excluded.content, remote_id = excluded.remote_id,
    remote_number = excluded.remote_number, remote_version = excluded.remote_version, error_code = null, error_text = null, error_field = null,
    synced_at = excluded.synced_at, updated_at = excluded.updated_at
where sync_record.state in ('parked', 'failed')

-- name: sync_record_take_back
update sync_record set state = 'taken_back', updated_at = @Now
where connection_id = @ConnectionId and entry_key = @EntryKey and state = 'synced'

-- name: sync_write_delete
delete from sync_write where id = @WriteId

-- name: sync_write_unknown
-- The answer that left the outcome unknown; it is looked for at once.
update sync_write set error_code = @Code, error_text = @Text, look_at = null where id = @Id

-- name: sync_write_resend
-- The same call is sent again: the time that proves absence counts from now.
update sync_write set sent_at = @Now, looks = looks + 1 where id = @Id

-- name: sync_write_look_again
update sync_write set looks = looks + 1, look_at = @LookAt where id = @Id

-- name: sync_write_open
select w.id, w.prepared::text as prepared, w.remote_company_id, w.epoch, w.sent_at, w.error_code, w.error_text, w.looks, w.look_at
from sync_write w
where w.connection_id = @ConnectionId
order by w.sent_at, w.id

-- name: sync_record_of_write
select id, document_id, entry, role, entry_key, state, revision, content_hash, content::text as content, attempt, write_id,
       remote_id, remote_number, remote_version, error_code, error_text, error_field, sending_at, synced_at
from sync_record where connection_id = @ConnectionId and write_id = @WriteId and state = 'sending'

-- name: sync_record_by_document
select id, document_id, entry, role, entry_key, state, revision, content_hash, content::text as content, attempt, write_id,
       remote_id, remote_number, remote_version, error_code, error_text, error_field, sending_at, synced_at
from sync_record where connection_id = @ConnectionId and document_id = @DocumentId order by remote_company_id, entry

-- name: sync_attachment_list
select document_id, entry, attachment_id, file_name, state, remote_id, remote_version, error_text, attempt, epoch, job_id, refusals
from sync_attachment
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_id = any(@DocumentIds)

-- name: sync_attachments_of
-- Of the latest entry on each connection, in the books of the companies that are connected now.
select distinct on (a.attachment_id, a.connection_id)
       a.attachment_id, a.connection_id, a.state as state_word, a.error_code, a.error_text, a.remote_id, a.updated_at
from sync_attachment a
join connection c on c.id = a.connection_id and c.remote_company_id = a.remote_company_id
where a.tenant_id = @TenantId and a.attachment_id = any(@AttachmentIds)
order by a.attachment_id, a.connection_id, a.entry desc

-- name: sync_attachment_park
-- One that is being sent stays so: it may stand there.
insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, error_code, error_text, epoch, job_id, updated_at)
select @TenantId, @ConnectionId, @RemoteCompanyId, document_id, entry, attachment_id, file_name, 'parked', error_code, error_text, @Epoch, @JobId, @Now
from unnest(@DocumentIds, @Entries, @AttachmentIds, @FileNames, @ErrorCodes, @ErrorTexts) as t(document_id, entry, attachment_id, file_name, error_code, error_text)
on conflict (connection_id, remote_company_id, document_id, entry, attachment_id) do update
set state = 'parked', error_code = excluded.error_code, error_text = excluded.error_text, epoch = excluded.epoch, job_id = excluded.job_id, updated_at = excluded.updated_at
where sync_attachment.state in ('parked', 'failed', 'removed')

-- name: sync_attachment_send
insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, attempt, epoch, job_id, updated_at)
values (@TenantId, @ConnectionId, @RemoteCompanyId, @DocumentId, @Entry, @AttachmentId, @FileName, 'sending', 1, @Epoch, @JobId, @Now)
on conflict (connection_id, remote_company_id, document_id, entry, attachment_id) do update
set state = 'sending', file_name = excluded.file_name, attempt = sync_attachment.attempt + 1, epoch = excluded.epoch, job_id = excluded.job_id,
    error_code = null, error_text = null, updated_at = excluded.updated_at
where sync_attachment.state <> 'synced'

-- name: sync_attachment_settle
update sync_attachment
set state = @State, remote_id = @RemoteId, remote_version = @RemoteVersion, error_code = @ErrorCode, error_text = @ErrorText,
    refusals = refusals + case when @State = 'failed' then 1 else 0 end, updated_at = @Now
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_id = @DocumentId and entry = @Entry and attachment_id = @AttachmentId
  and state = 'sending'

-- name: sync_attachment_connections
select distinct connection_id from sync_attachment where attachment_id = @AttachmentId and state in ('sending', 'synced')

-- name: sync_attachment_of
select document_id, entry, attachment_id, file_name, state, remote_id, remote_version, error_text, attempt, epoch, job_id, refusals
from sync_attachment
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and attachment_id = @AttachmentId and state in ('sending', 'synced')

-- name: sync_attachment_remove
update sync_attachment set state = 'removed', updated_at = @Now
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and attachment_id = @AttachmentId and entry = @Entry

-- name: link_candidate_insert
insert into link_candidate (tenant_id, connection_id, remote_company_id, document_id, remote_id, remote_number, remote_version, remote_text)
values (@TenantId, @ConnectionId, @RemoteCompanyId, @DocumentId, @RemoteId, @RemoteNumber, @RemoteVersion, @RemoteText)
on conflict do nothing

-- name: link_candidate_list
select document_id, remote_id, remote_number, remote_version, remote_text, decision
from link_candidate where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_id = any(@DocumentIds)

-- name: link_candidates_of
-- Those in the books of the companies that are connected now.
select l.connection_id, l.document_id, l.remote_id, l.remote_number, l.remote_version, l.remote_text, l.decision
from link_candidate l
join connection c on c.id = l.connection_id and c.remote_company_id = l.remote_company_id
where l.tenant_id = @TenantId and l.connection_id = any(@ConnectionIds) and l.document_id = any(@DocumentIds)
order by l.created_at, l.remote_id

-- name: link_candidate_decide
update link_candidate set decision = @Decision
where connection_id = @ConnectionId and remote_company_id = @RemoteCompanyId and document_id = @DocumentId and remote_id = @RemoteId
