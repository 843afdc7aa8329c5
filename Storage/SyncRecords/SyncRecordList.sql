-- name: list_sync_records
select r.id, r.connection_id, r.remote_company_id, r.document_kind, r.document_id, r.entry, r.role, r.entry_key, r.state as state_word, r.revision,
       r.attempt, r.remote_id, r.remote_number, r.remote_version, r.error_code, r.error_text, r.error_field, r.sending_at, r.synced_at, r.updated_at,
       (r.content -> 'Defaults')::text as defaults_json, t.source_reference
from sync_record r
left join bank_transaction t on r.document_kind = 'bank_transaction' and t.id = r.document_id
where r.tenant_id = @TenantId
  and r.id = any(@Ids) -- if: Ids
  and r.connection_id = @ConnectionId -- if: ConnectionId
  and r.document_id = @DocumentId -- if: DocumentId
  and r.document_id = any(@DocumentIds) -- if: DocumentIds
  and r.document_kind = any(@DocumentKinds) -- if: DocumentKinds
  and r.state = any(@States) -- if: States
  and r.error_code = any(@ErrorCodes) -- if: ErrorCodes
  and r.updated_at >= @From -- if: From
  and r.updated_at < @To -- if: To

-- name: sync_record_retryable
-- The latest entry of each document, where it stands parked or failed at the company connected now, or stands there without a file that it should have.
select r.document_id
from (
    select document_id, remote_company_id, entry, updated_at, id
    from sync_record
    where connection_id = @ConnectionId and document_kind = @DocumentKind and state in ('parked', 'failed')
    union all
    select s.document_id, s.remote_company_id, s.entry, w.updated_at, s.id
    from (
        select a.document_id, a.remote_company_id, a.entry, min(a.updated_at) as updated_at
        from sync_attachment a
        join attachment f on f.id = a.attachment_id and f.deleted_at is null
        where a.connection_id = @ConnectionId and a.state in ('parked', 'failed')
        group by a.document_id, a.remote_company_id, a.entry) w
    join sync_record s
      on s.connection_id = @ConnectionId and s.remote_company_id = w.remote_company_id and s.document_kind = @DocumentKind
      and s.document_id = w.document_id and s.entry = w.entry
    join connection x on x.id = @ConnectionId and coalesce((x.settings ->> 'ExportAttachments')::boolean, true)
    where s.state = 'synced') r
join connection c on c.id = @ConnectionId and c.remote_company_id = r.remote_company_id
where not exists (
    select from sync_record l
    where l.connection_id = c.id and l.remote_company_id = r.remote_company_id and l.document_kind = @DocumentKind
      and l.document_id = r.document_id and l.entry > r.entry)
order by r.updated_at, r.id
