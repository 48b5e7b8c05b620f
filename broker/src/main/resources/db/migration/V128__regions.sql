-- Regions that know each other: who they are, the names that people reach them by, and which of them serves whom.
-- Every row here is written by one region alone, the one that home_region names, and copied to its peers by PostgreSQL's
-- logical replication. home_region is a part of each key, since the publication is filtered by it.

-- Which region this database is. Triggers ask it who may write.
create table this_region (
    only_row boolean primary key default true check (only_row),
    name     text    not null
);

-- Where a peer's database is. Each region has its own of these rows; nothing of them is replicated.
create table region_peer (
    name             text        primary key,
    host             text        not null,
    port             integer     not null check (port between 1 and 65535),
    database_name    text        not null,
    user_name        text        not null,
    password_file    text        not null,          -- on the machine of this region's database, in libpq's format
    tls              text        not null check (tls in ('OFF', 'REQUIRE', 'VERIFY_FULL')),
    root_certificate text,                          -- a file there too; null takes the machine's own
    state            text        not null check (state in ('PAIRING', 'PAIRED', 'LEAVING')),
    failure          text,                          -- a sentence, when the last try failed
    revision         bigint      not null default 1,
    created_at       timestamptz not null
);

-- A region, as it says of itself. beat_at moves while it lives.
create table region (
    home_region     text        primary key,
    portal          text        check (portal ~ '^https?://[][0-9a-zA-Z.:-]+/?$'), -- null until it is set there
    live_sessions   integer     not null,
    free_memory_mib bigint      not null,           -- of hosts that take desktops, what desktops do not hold
    beat_at         timestamptz not null            -- by its own clock
);

-- The latest beat of a peer that a region has seen: its own clock tells the peer how far its rows got.
create table region_hearing (
    home_region text        not null,
    peer        text        not null,
    beat_at     timestamptz not null,               -- by the peer's clock
    heard_at    timestamptz not null,               -- by home_region's clock
    primary key (home_region, peer)
);

create table connection_alias (
    id          uuid        not null,
    home_region text        not null,
    name        text        not null check (name ~ '^[.0-9a-zA-Z-]{1,255}$'),
    regions     text[]      not null,               -- in order of preference; empty: not associated
    revision    bigint      not null default 1,
    created_at  timestamptz not null,
    primary key (id, home_region)
);
create unique index connection_alias_name on connection_alias (home_region, lower(name));

-- A region's own word that it serves an alias, of which it has one at most.
create table alias_acceptance (
    home_region text        primary key,
    alias_id    uuid        not null,
    accepted_at timestamptz not null
);

-- Which region an alias leads to. Never changed and never deleted: the highest epoch that a region sees counts.
create table alias_claim (
    alias_id      uuid        not null,
    epoch         bigint      not null check (epoch > 0),
    home_region   text        not null,             -- who says so
    active_region text        not null,             -- who serves it from then on
    made_at       timestamptz not null,
    made_by       text        not null,
    reason        text        not null,
    primary key (alias_id, epoch, home_region)
);

-- One person who is served elsewhere than the alias says, for as long as its epoch lasts.
create table person_claim (
    alias_id      uuid        not null,
    person_id     uuid        not null,             -- objectGUID
    alias_epoch   bigint      not null,
    number        bigint      not null check (number > 0),
    home_region   text        not null,
    active_region text        not null,
    account_name  text        not null,
    made_at       timestamptz not null,
    made_by       text        not null,
    primary key (alias_id, person_id, alias_epoch, number, home_region)
);

-- What a region's people have there, for its peers to count with: no peer reads the tables that its own work is done on.
create table resident (
    home_region  text    not null,
    desktop_id   uuid    not null,
    person_id    uuid    not null,
    account_name text    not null,
    display_name text    not null,
    bundle_name  text    not null,
    hostname     text    not null,
    state        text    not null,
    memory_mib   integer not null,
    in_use       boolean not null,                  -- a session of it is live
    primary key (home_region, desktop_id)
);
create index resident_person on resident (person_id);

-- The apply worker of a subscription fires no ordinary trigger, so what a peer wrote passes. When this region parts from a
-- peer it says whose rows go, and those alone may.
create function only_its_home_writes() returns trigger language plpgsql as $$
declare
    home text := case when tg_op = 'DELETE' then old.home_region else new.home_region end;
begin
    if tg_op = 'DELETE' and home = current_setting('berth.parting_from', true) then
        return old;
    end if;
    if home is distinct from (select name from this_region)
       or tg_op = 'UPDATE' and old.home_region <> new.home_region then
        raise exception 'This row of % belongs to region %; only that region changes it', tg_table_name, home
              using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function claims_stay() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.home_region = current_setting('berth.parting_from', true) then
        return old;
    end if;
    raise exception 'A row of % is never changed; a newer one counts instead', tg_table_name
          using errcode = 'check_violation';
end $$;

create trigger region_home before insert or update or delete on region
    for each row execute function only_its_home_writes();
create trigger region_hearing_home before insert or update or delete on region_hearing
    for each row execute function only_its_home_writes();
create trigger connection_alias_home before insert or update or delete on connection_alias
    for each row execute function only_its_home_writes();
create trigger alias_acceptance_home before insert or update or delete on alias_acceptance
    for each row execute function only_its_home_writes();
create trigger alias_claim_home before insert or update or delete on alias_claim
    for each row execute function only_its_home_writes();
create trigger person_claim_home before insert or update or delete on person_claim
    for each row execute function only_its_home_writes();
create trigger resident_home before insert or update or delete on resident
    for each row execute function only_its_home_writes();
create trigger alias_claim_stays before update or delete on alias_claim
    for each row execute function claims_stay();
create trigger person_claim_stays before update or delete on person_claim
    for each row execute function claims_stay();

-- Whoever serves whom changed: live sessions are decided anew, at once, also when it came from a peer.
create function tell_of_claim() returns trigger language plpgsql as $$
begin
    perform pg_notify('berth_access', '');
    return null;
end $$;
create trigger alias_claim_told after insert on alias_claim for each row execute function tell_of_claim();
create trigger person_claim_told after insert on person_claim for each row execute function tell_of_claim();
create trigger alias_acceptance_told after insert or delete on alias_acceptance
    for each row execute function tell_of_claim();
alter table alias_claim enable always trigger alias_claim_told;
alter table person_claim enable always trigger person_claim_told;
