-- Services that use the API: what they may do, and the hash of what they prove it with.
create table api_token (
    id                  uuid        primary key,
    locator             text        not null unique,        -- the part of the token that finds its row
    secret_hash         bytea       not null check (length(secret_hash) = 32),  -- SHA-256 of the whole token
    name                text        not null unique,        -- also of revoked ones: the audit log names tokens by it
    scopes              text[]      not null check (cardinality(scopes) > 0),
    networks            text[]      not null,               -- CIDR blocks; empty: wherever the directory may be used from
    created_at          timestamptz not null,
    created_by          uuid        not null references person (id),
    expires_at          timestamptz not null,
    revoked_at          timestamptz,
    last_used_at        timestamptz,
    last_used_address   text
);
create index api_token_maker on api_token (created_by) where revoked_at is null;

-- What was answered to a request that named an Idempotency-Key.
create table idempotent_answer (
    caller              text        not null,               -- the principal's name
    key                 text        not null check (length(key) between 1 and 255),
    request_hash        bytea       not null check (length(request_hash) = 32), -- SHA-256 of method, path and body
    begun_at            timestamptz not null,
    run                 uuid        not null,               -- of the request that works on it
    status              int,                                -- null: in flight
    headers             jsonb,
    body                bytea,
    primary key (caller, key)
);
create index idempotent_answer_begun on idempotent_answer (begun_at);
