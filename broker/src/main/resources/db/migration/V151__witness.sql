-- Failover without anybody's click. Each region says for itself that it takes part; nothing of this is copied to peers.
-- All times are by this database's clock: whoever compares them compares durations, never clocks of two places.

-- That the alias fails over by itself, as far as this region is concerned.
create table alias_watch (
    alias_id   uuid        primary key,
    witness    text        not null,                -- the web address of the third place
    may_lose   integer     not null check (may_lose >= 0), -- people whose work may be older than it should when it does
    wanted     boolean     not null,                -- false: switched off, and the lease is being given back
    changed_at timestamptz not null,
    changed_by text        not null
);

-- The right of this region to serve an alias that is watched. While there is a row, the region serves only until then.
create table alias_lease (
    alias_id    uuid        primary key,
    epoch       bigint      not null,
    valid_until timestamptz not null
);

-- What came of asking last.
create table watch_contact (
    alias_id    uuid        not null,
    asked       text        not null check (asked in ('WITNESS', 'PEER')),
    asked_at    timestamptz not null,
    answered_at timestamptz,                        -- the last answer; null before the first
    renewed_at  timestamptz,                        -- when the lease was granted there, as of that answer
    sentence    text,                               -- why the latest try came to nothing; null when it did not
    primary key (alias_id, asked)
);

-- What this place granted to others, as their peer or as their witness.
create table lease_grant (
    alias_id   uuid        primary key,
    epoch      bigint      not null,
    holder     text        not null,                -- the region that may serve with that epoch
    granted_at timestamptz not null
);

-- The number of the latest question of each region: what comes with no higher one was said before.
create table lease_asker (
    alias_id uuid   not null,
    region   text   not null,
    number   bigint not null,
    primary key (alias_id, region)
);

-- Numbers this region's own questions.
create sequence lease_question;

-- Points that the peer has no room for, or does not allow: tried again ever more rarely.
alter table point_shipment add column stuck integer not null default 0;

-- A person may be moved twice with one epoch, and work here in between.
alter table divergence add column move bigint not null default 0;
alter table divergence drop constraint divergence_pkey;
alter table divergence add primary key (desktop_id, epoch, move);

update schema_contract
   set least_node = 151,
       reason = 'An older node would take sessions of an alias whose lease this region has lost.'
 where least_node < 151;
