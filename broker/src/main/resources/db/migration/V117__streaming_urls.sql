-- Addresses that open one application for one person, once.

create table streaming_url (
    secret_hash    bytea       primary key,         -- SHA-256; the secret itself is in the address only
    home_region    text        not null,
    person_id      uuid        not null references person,
    application_id uuid        not null references application on delete cascade,
    made_by        text        not null,
    made_at        timestamptz not null,
    expires_at     timestamptz not null,
    redeemed_at    timestamptz
);
create index streaming_url_expires on streaming_url (expires_at);
