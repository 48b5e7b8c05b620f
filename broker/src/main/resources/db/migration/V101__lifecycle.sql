-- A desktop's whole life: disks that are exchanged, snapshots of them, sizes that change, and what people may do themselves.

alter table desktop
    add column user_generation integer     not null default 1, -- of the user volume; 1 is named without a number
    add column last_generation integer     not null default 1, -- the highest ever used for either volume: none comes twice
    add column root_volume_mib bigint,                          -- null until first written: the bundle's
    add column user_volume_mib bigint,
    add column next_vcpus      integer,                         -- what it gets at its next boot
    add column next_memory_mib integer,
    add column next_root_mib   bigint,                          -- what its volumes grow to as soon as they can
    add column next_user_mib   bigint,
    add column exchange        jsonb,                           -- the disks it had, those it gets, and how far that is
    add column kept_until      timestamptz;                     -- of a terminated one: its volumes are there until then

update desktop d
   set last_generation = d.generation, root_volume_mib = b.root_volume_mib, user_volume_mib = b.user_volume_mib
  from bundle b
 where b.id = d.bundle_id;

alter table desktop drop constraint desktop_wanted_check;
alter table desktop
    add constraint desktop_wanted_check check (wanted in ('RUNNING', 'STOPPED', 'SUSPENDED', 'TERMINATED'));

create index desktop_kept on desktop (kept_until) where kept_until is not null;

create table desktop_snapshot (
    id               uuid        primary key,
    home_region      text        not null,
    desktop_id       uuid        not null references desktop on delete cascade,
    kind             text        not null
        check (kind in ('SCHEDULED', 'ON_DEMAND', 'BEFORE_REBUILD', 'BEFORE_RESTORE', 'BEFORE_MIGRATION')),
    state            text        not null check (state in ('MAKING', 'READY', 'FAILED', 'DELETING')),
    asked_at         timestamptz not null,
    taken_at         timestamptz,                   -- the moment that it shows; null until it is there
    host_id          uuid        not null references hypervisor_host,
    root_volume      text        not null,          -- names of volumes on the host, known before they are there
    user_volume      text        not null,
    root_generation  integer     not null,          -- of the volumes that it is a copy of, or is
    user_generation  integer     not null,
    stands_on        uuid        references desktop_snapshot, -- the snapshot that it is an increment to
    consistency      text        check (consistency in ('FILE_SYSTEM', 'CRASH')), -- null where it is the volumes themselves
    bytes            bigint      not null default 0, -- on the host's disk
    image_version_id uuid        not null references image_version,
    bundle_id        uuid        not null references bundle,
    root_volume_mib  bigint      not null,
    user_volume_mib  bigint      not null,
    failure          text                           -- a sentence for people
);
create index desktop_snapshot_desktop on desktop_snapshot (desktop_id, asked_at);
create index desktop_snapshot_stands_on on desktop_snapshot (stands_on) where stands_on is not null;
create index desktop_snapshot_image on desktop_snapshot (image_version_id, host_id);
create unique index desktop_snapshot_one_making on desktop_snapshot (desktop_id) where state = 'MAKING';

-- What employees may do to their own desktops: one row per directory, of which a region has one.
create table self_service (
    home_region    text    primary key,
    restart        boolean not null,
    rebuild        boolean not null,
    restore        boolean not null,
    change_mode    boolean not null,
    grow_volume    boolean not null,
    change_compute boolean not null,
    revision       bigint  not null default 1
);

-- When somebody last changed something that may be changed only so often.
create table self_service_use (
    desktop_id uuid        not null references desktop on delete cascade,
    action     text        not null,
    smaller    boolean     not null,                -- whether it made the machine smaller
    at         timestamptz not null
);
create index self_service_use_desktop on self_service_use (desktop_id, at desc);
