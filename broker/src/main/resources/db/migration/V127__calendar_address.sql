-- Addresses at which programs that cannot sign in read the calendar, one for each person who wants one.

create table calendar_address (
    person_id      uuid        primary key references person on delete cascade,
    home_region    text        not null,
    secret_hash    bytea       not null unique,      -- SHA-256 of the secret, which nobody keeps
    created_at     timestamptz not null,
    last_read_at   timestamptz,                      -- to the minute
    last_read_from text
);
