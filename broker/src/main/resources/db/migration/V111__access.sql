-- What people may choose for their own desktops of a bundle. A column that is null bounds nothing by itself.
create table bundle_self_service (
    bundle_id              uuid    primary key references bundle on delete cascade,
    sizes                  jsonb,                   -- [{"vcpus": 2, "memoryMib": 4096}, …]
    modes                  text[],                  -- of AUTO_STOP, ALWAYS_ON, MANUAL
    most_auto_stop_minutes integer check (most_auto_stop_minutes > 0),
    most_user_volume_mib   bigint  check (most_user_volume_mib > 0),
    revision               bigint  not null default 1
);

-- Somebody looked at the console of somebody's desktop; its person is told until they say that they have read it.
create table console_look (
    id         uuid        primary key,
    person_id  uuid        not null,               -- whose desktop it is
    desktop_id uuid        not null,
    hostname   text        not null,               -- as it was called then
    looked_by  text        not null,               -- the display name of whoever looked
    reason     text        not null,
    looked_at  timestamptz not null,
    read_at    timestamptz                          -- null until the person has read it
);
create index console_look_unread on console_look (person_id, looked_at) where read_at is null;

-- What the machine's RDP server shows of itself, as its guest agent read it: the SHA-256 of its certificate.
alter table desktop add column rdp_fingerprint text check (rdp_fingerprint ~ '^[0-9a-f]{64}$');
alter table desktop add column rdp_fingerprint_at timestamptz;
