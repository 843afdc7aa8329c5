-- name: oauth_state_begin
insert into oauth_state (state_hash, tenant_id, provider, session_id, code_verifier, return_url, created_at, expires_at)
values (@StateHash, @TenantId, @Provider, @SessionId, @CodeVerifier, @ReturnUrl, @Now, @ExpiresAt)

-- name: tenant_of_oauth_state
select tenant_of_oauth_state(@StateHash)

-- name: oauth_state_find
select session_id, code_verifier, return_url, expires_at, used_at is not null as used_before
from oauth_state where state_hash = @StateHash and provider = @Provider
for update

-- name: oauth_state_use
update oauth_state set used_at = @Now where state_hash = @StateHash

-- name: oauth_state_release
update oauth_state set used_at = null where state_hash = @StateHash and pending_tokens is null

-- name: oauth_state_await_choice
update oauth_state set pending_tokens = @Tokens, pending_companies = @Companies::jsonb, expires_at = @ExpiresAt where state_hash = @StateHash

-- name: oauth_state_offered
select pending_companies::text from oauth_state where state_hash = @StateHash and provider = @Provider and pending_tokens is not null and expires_at > @Now

-- name: oauth_state_take_choice
with before as (
    select state_hash, pending_tokens, pending_companies::text as pending_companies, return_url from oauth_state
    where state_hash = @StateHash and provider = @Provider and pending_tokens is not null and expires_at > @Now for update)
update oauth_state s set pending_tokens = null, pending_companies = null
from before where s.state_hash = before.state_hash
returning before.pending_tokens as tokens, before.pending_companies as companies, before.return_url
