-- name: list_sync_records
select r.id, r.connection_id, r.remote_company_id, r.document_kind, r.document_id, r.entry, r.role, r.entry_key, r.state as state_word, r.revision,
       r.attempt, r.remote_id, r.remote_number, r.remote_version, r.error_code, r.error_text, r.error_field, r.sending_at, r.synced_at, r.updated_at,
       t.source_reference
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
-- The latest entry of each document, where it stands parked or failed at the company connected now.
select r.document_id
from sync_record r
join connection c on c.id = r.connection_id and c.remote_company_id = r.remote_company_id
where r.connection_id = @ConnectionId and r.state in ('parked', 'failed') and r.document_kind = @DocumentKind
  and not exists (
      select from sync_record l
      where l.connection_id = r.connection_id and l.remote_company_id = r.remote_company_id and l.document_kind = r.document_kind
        and l.document_id = r.document_id and l.entry > r.entry)
order by r.updated_at, r.id
