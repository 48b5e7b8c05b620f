-- Standby desktops: who is to have one in the peer, which it made, and what was sent for them.

-- That the peer is to keep a desktop ready for this one: told by the region that the desktop is in.
create table standby_wish (
    home_region   text    not null,
    desktop_id    uuid    not null,
    person_id     uuid    not null,
    account_name  text    not null,
    bundle_name   text    not null,
    every_seconds integer not null,                 -- between points of its user volume
    primary key (home_region, desktop_id)
);

-- The desktop that stands by for a peer's, and the newest point that is whole here: told by the region that it is in.
create table standby (
    home_region     text        not null,
    peer            text        not null,           -- whose desktop it stands by for
    peer_desktop_id uuid        not null,
    person_id       uuid        not null,
    desktop_id      uuid,                           -- null until there is one
    state           text        not null
        check (state in ('MAKING', 'READY', 'NO_BUNDLE', 'NO_PERSON', 'NOT_ENTITLED', 'TOO_MANY', 'FAILED')),
    note            text,                           -- a sentence for admins
    point_id        uuid,
    point_taken_at  timestamptz,                    -- by the peer's clock
    point_since     timestamptz,                    -- the same moment by home_region's clock, never too new
    point_bytes     bigint,
    point_epoch     bigint,                         -- of the alias, when it came
    primary key (home_region, peer, peer_desktop_id)
);
create index standby_desktop on standby (desktop_id);

do $$
declare
    shared text;
begin
    foreach shared in array array['standby_wish', 'standby'] loop
        execute format('create trigger %s_home before insert or update or delete on %s
                           for each row execute function only_its_home_writes()', shared, shared);
        execute format('create trigger %s_own before insert or update or delete on %s
                           for each row execute function only_its_own_rows()', shared, shared);
        execute format('alter table %s enable always trigger %s_own', shared, shared);
        execute format('create trigger %s_stays_full before truncate on %s
                           for each statement execute function nobody_empties()', shared, shared);
        execute format('alter table %s enable always trigger %s_stays_full', shared, shared);
    end loop;
end $$;

-- What a peer may not write is refused by the table itself. Only whoever applies what comes fires such a trigger.
create function not_from_peers() returns trigger language plpgsql as $$
begin
    if exists (select from pg_catalog.pg_stat_subscription s where s.pid = pg_backend_pid()) then
        raise exception 'A peer may not write to %', tg_table_name using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

-- For whose desktops of this region the peer is to have one.
create table standby_policy (
    id            uuid        primary key,
    bundle_id     uuid        references bundle on delete cascade, -- null: of every bundle
    group_sid     text,                             -- null: everybody's
    group_name    text,
    every_seconds integer     not null check (every_seconds between 60 and 86400),
    revision      bigint      not null default 1,
    created_at    timestamptz not null
);
create unique index standby_policy_one on standby_policy
    (coalesce(bundle_id, '00000000-0000-0000-0000-000000000000'), coalesce(group_sid, ''));

-- What this region sends: which node is at it, how far it is, and why it does not go on.
create table point_shipment (
    desktop_id    uuid        primary key references desktop on delete cascade,
    peer          text        not null,
    point_id      uuid,
    sent_bytes    bigint      not null default 0,   -- of the point, that the peer has
    shipped_bytes bigint      not null default 0,   -- of all points together
    whole_needed  boolean     not null default false, -- the peer has nothing that an increment could stand on
    claim         uuid,
    claimed_until timestamptz,
    retry_at      timestamptz,
    note          text
);

-- What arrives from a peer. Its file is in the spool folder, under its id.
create table point_arrival (
    id              uuid        primary key,
    peer            text        not null,
    peer_desktop_id uuid        not null,
    desktop_id      uuid        not null references desktop on delete cascade,
    point_id        uuid        not null,
    base_id         uuid,
    mib             bigint      not null,
    taken_at        timestamptz not null,           -- by the peer's clock
    since           timestamptz not null,           -- the same moment by this region's
    epoch           bigint      not null,
    begun_at        timestamptz not null,
    unique (peer, peer_desktop_id)
);

-- A region that gives an alias away after all is sent takes no sessions meanwhile.
create table alias_drain (
    alias_id   uuid        primary key,
    to_region  text        not null,
    epoch      bigint      not null,
    asked_at   timestamptz not null,
    asked_by   text        not null,
    reason     text        not null
);

-- What people did here that another region went on without.
create table divergence (
    desktop_id uuid        not null references desktop on delete cascade,
    epoch      bigint      not null,                -- of the alias, with which another region took over
    since      timestamptz,                         -- the moment that the other region went on from; null: from nothing of it
    noted_at   timestamptz not null,
    point_id   uuid,                                -- what is kept of it; null until it is asked for
    primary key (desktop_id, epoch)
);
create function tell_of_drain() returns trigger language plpgsql as $$
begin
    perform pg_notify('berth_access', '');
    return null;
end $$;
create trigger alias_drain_told after insert or delete on alias_drain for each row execute function tell_of_drain();

update schema_contract
   set least_node = 140,
       reason = 'An older node would take sessions of an alias that is being handed over.'
 where least_node < 140;
