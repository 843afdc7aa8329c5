-- The ledger. Every table of a tenant's carries tenant_id and is read and written by ledger_app under row-level security (0002).
-- Money is numeric(19,4); instants are timestamptz, named ..._at; days are date, named ..._on.

create table tenant (
    id uuid primary key,
    name text not null constraint tenant_name_not_blank check (btrim(name) <> ''),
    created_at timestamptz not null default now()
);

create table connection (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    provider text not null,
    remote_company_id text not null,
    company jsonb not null,
    status text not null constraint connection_status_known
        check (status in ('active', 'expired', 'revoked', 'error', 'disconnected')),
    status_reason text,
    settings jsonb not null default '{}',
    -- Raised by every turn; a write that names an older one changes nothing.
    epoch bigint not null default 0,
    -- True from the start of a turn to its orderly end; still true at the next start means that a turn died.
    turn_open boolean not null default false,
    -- Calls counted against the provider's windows, as of the last turn's end.
    quota jsonb not null default '{}',
    error_count int not null default 0,
    last_error text,
    last_error_at timestamptz,
    company_read_at timestamptz,
    -- Prior entries have been looked for up to this day; matched_at says that the search is over.
    matched_through date,
    matched_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- One live connection per tenant and provider; disconnected ones stay as history.
create unique index connection_one_per_provider on connection (tenant_id, provider) where status <> 'disconnected';

create table credential (
    connection_id uuid primary key references connection,
    tenant_id uuid not null references tenant,
    -- AES-256-GCM of the token set as JSON; the connection id is the associated data.
    tokens bytea not null,
    -- The set before the last rotation, kept until the new one has served.
    previous_tokens bytea,
    access_expires_at timestamptz not null,
    refresh_expires_at timestamptz not null,
    -- Set before a refresh is sent, cleared with its result: a refresh whose answer was lost shows here.
    refresh_began_at timestamptz,
    refreshed_at timestamptz not null
);

create table oauth_state (
    -- SHA-256 of the state; the state itself is only in the browser.
    state_hash bytea primary key,
    tenant_id uuid not null references tenant,
    provider text not null,
    session_id text not null,
    code_verifier text,
    return_url text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    -- The result of a consent that opened several companies, until the user has chosen.
    pending_tokens bytea,
    pending_companies jsonb,
    connection_id uuid
);

create table account (
    connection_id uuid not null references connection,
    tenant_id uuid not null references tenant,
    remote_id text not null,
    code text,
    name text not null,
    kind text not null,
    type text not null,
    currency text,
    active boolean not null,
    primary key (connection_id, remote_id)
);

create table tax_code (
    connection_id uuid not null references connection,
    tenant_id uuid not null references tenant,
    remote_id text not null,
    name text not null,
    rate numeric(9, 4),
    active boolean not null,
    primary key (connection_id, remote_id)
);

create table mapping_rule (
    connection_id uuid not null references connection,
    tenant_id uuid not null references tenant,
    kind text not null constraint mapping_rule_kind_known check (kind in ('category', 'bank_account', 'tax_code')),
    key text not null,
    remote_id text not null,
    primary key (connection_id, kind, key)
);

create table contact (
    connection_id uuid not null references connection,
    tenant_id uuid not null references tenant,
    remote_company_id text not null,
    name text not null,
    remote_id text not null,
    primary key (connection_id, remote_company_id, name)
);

create table bank_transaction (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    source_reference text not null,
    transacted_on date not null,
    description text not null,
    amount numeric(19, 4) not null constraint bank_transaction_amount_not_zero check (amount <> 0),
    currency text not null constraint bank_transaction_currency_iso check (currency ~ '^[A-Z]{3}$'),
    counterparty text,
    category text,
    bank_account text,
    tax_code text,
    status text not null constraint bank_transaction_status_known
        check (status in ('pending', 'completed', 'excluded', 'archived')),
    rates jsonb not null default '{}',
    revision int not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bank_transaction_source_reference_unique unique (tenant_id, source_reference)
);
create index bank_transaction_by_date on bank_transaction (tenant_id, transacted_on, id);

create table attachment_blob (
    tenant_id uuid not null references tenant,
    sha256 bytea not null,
    content bytea not null,
    primary key (tenant_id, sha256)
);

create table attachment (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    document_id uuid not null,
    file_name text not null,
    content_type text not null,
    size bigint not null,
    sha256 bytea not null,
    created_at timestamptz not null default now(),
    -- Removed by the user: not exported any more, and taken away where the provider can.
    deleted_at timestamptz,
    foreign key (tenant_id, sha256) references attachment_blob,
    constraint attachment_once_per_document unique (tenant_id, document_id, sha256)
);

create table job (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    connection_id uuid not null references connection,
    kind text not null,
    -- Higher goes first: 0 bulk, 10 automatic, 100 interactive.
    priority int not null,
    payload jsonb not null default '{}',
    status text not null constraint job_status_known
        check (status in ('available', 'running', 'retryable', 'completed', 'cancelled', 'discarded')),
    cancel_requested boolean not null default false,
    not_before timestamptz,
    -- Why it waits, for people: quota, backoff.
    waiting_for text,
    attempt int not null default 0,
    total int not null default 0,
    result jsonb,
    error_code text,
    error_text text,
    idempotency_key text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    constraint job_idempotency_key_unique unique (tenant_id, idempotency_key)
);
create index job_open on job (connection_id, priority desc, id) where status in ('available', 'running', 'retryable');
create index job_due on job (not_before) where status in ('available', 'running', 'retryable');

create table job_document (
    job_id uuid not null references job on delete cascade,
    tenant_id uuid not null references tenant,
    ordinal int not null,
    document_id uuid not null,
    -- Null while there is work left on it.
    outcome text constraint job_document_outcome_known
        check (outcome in ('synced', 'unchanged', 'parked', 'refused', 'failed', 'cancelled')),
    -- Set when the entry stands and only files are left.
    entry_done boolean not null default false,
    attempt int not null default 0,
    not_before timestamptz,
    detail text,
    primary key (job_id, ordinal),
    constraint job_document_once unique (job_id, document_id)
);
create index job_document_open on job_document (job_id, ordinal) where outcome is null;

create table sync_write (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    connection_id uuid not null references connection,
    remote_company_id text not null,
    -- The call to the letter, so that it can be sent again under the same key.
    prepared jsonb not null,
    epoch bigint not null,
    sent_at timestamptz not null
);
create index sync_write_by_connection on sync_write (connection_id, sent_at);

create table sync_record (
    id uuid primary key,
    tenant_id uuid not null references tenant,
    connection_id uuid not null references connection,
    remote_company_id text not null,
    document_kind text not null,
    document_id uuid not null,
    entry int not null,
    role text not null constraint sync_record_role_known check (role in ('booking', 'reversal')),
    entry_key text not null,
    state text not null constraint sync_record_state_known
        check (state in ('parked', 'sending', 'synced', 'failed', 'taken_back')),
    revision int not null,
    content_hash bytea,
    -- What was sent, resolved: needed to take an immutable entry back.
    content jsonb,
    attempt int not null default 0,
    write_id uuid,
    remote_id text,
    remote_number text,
    remote_version text,
    error_code text,
    error_text text,
    error_field text,
    sending_at timestamptz,
    synced_at timestamptz,
    updated_at timestamptz not null,
    constraint sync_record_entry_unique unique (connection_id, remote_company_id, document_kind, document_id, entry),
    constraint sync_record_sending_has_write check (state <> 'sending' or write_id is not null),
    constraint sync_record_synced_has_remote_id check (state not in ('synced', 'taken_back') or remote_id is not null)
);
create index sync_record_sending on sync_record (connection_id, write_id) where state = 'sending';
create index sync_record_by_document on sync_record (tenant_id, document_id);

create table sync_attachment (
    tenant_id uuid not null references tenant,
    connection_id uuid not null references connection,
    remote_company_id text not null,
    document_id uuid not null,
    entry int not null,
    attachment_id uuid not null references attachment,
    file_name text not null,
    state text not null constraint sync_attachment_state_known check (state in ('sending', 'synced', 'failed', 'removed')),
    remote_id text,
    remote_version text,
    error_code text,
    error_text text,
    attempt int not null default 0,
    epoch bigint not null,
    updated_at timestamptz not null,
    primary key (connection_id, remote_company_id, document_id, entry, attachment_id)
);

-- A document that may stand in the books already; it waits for the user's word before it is sent.
create table link_candidate (
    tenant_id uuid not null references tenant,
    connection_id uuid not null references connection,
    remote_company_id text not null,
    document_id uuid not null,
    remote_id text not null,
    remote_number text,
    remote_version text,
    remote_text text,
    decision text constraint link_candidate_decision_known check (decision in ('linked', 'dismissed')),
    created_at timestamptz not null default now(),
    primary key (connection_id, remote_company_id, document_id, remote_id)
);

create table sync_log (
    id uuid not null,
    at timestamptz not null,
    tenant_id uuid not null,
    connection_id uuid not null,
    job_id uuid,
    operation text not null,
    method text not null,
    path text not null,
    status int,
    outcome text not null,
    detail text,
    duration_ms int not null,
    primary key (id, at)
) partition by range (at);
create index sync_log_by_connection on sync_log (connection_id, at desc);
create table sync_log_default partition of sync_log default;

create table event (
    sequence bigint generated always as identity primary key,
    tenant_id uuid not null,
    kind text not null,
    subject_id uuid not null,
    payload jsonb not null,
    at timestamptz not null default now()
);
create index event_by_tenant on event (tenant_id, sequence);
