-- Copies of snapshots on a second host, and what a lost host keeps of desktops that went on from one.

alter table desktop_snapshot drop constraint desktop_snapshot_kind_check;
alter table desktop_snapshot
    add constraint desktop_snapshot_kind_check check (kind in (
        'SCHEDULED', 'ON_DEMAND', 'BEFORE_REBUILD', 'BEFORE_RESTORE', 'BEFORE_MIGRATION', 'LEFT_BEHIND'));
create index desktop_snapshot_host on desktop_snapshot (host_id);

-- Whether desktops of a bundle have their newest snapshot on a second host; a bundle without a row has it so.
create table bundle_copies (
    bundle_id uuid   primary key references bundle on delete cascade,
    policy    text   not null check (policy in ('OFF', 'OTHER_HOST')),
    revision  bigint not null default 1
);

-- The copy of one snapshot on another host. A row is there before its volumes and goes after them.
create table desktop_copy (
    desktop_id       uuid        not null references desktop on delete cascade,
    snapshot_id      uuid        not null,           -- no reference: the copy may outlive it
    host_id          uuid        not null references hypervisor_host,
    state            text        not null check (state in ('COPYING', 'WHOLE', 'DELETING')),
    taken_at         timestamptz not null,           -- the moment that it shows
    stands_on        uuid,                           -- the snapshot whose copy on the same host it stands on
    arrived          text[]      not null default '{}', -- names of volumes that are whole
    bytes            bigint      not null default 0, -- on the host's disk
    image_version_id uuid        not null references image_version,
    root_volume_mib  bigint      not null,
    user_volume_mib  bigint      not null,
    begun_at         timestamptz not null,
    whole_at         timestamptz,
    primary key (desktop_id, snapshot_id, host_id)
);
create index desktop_copy_host on desktop_copy (host_id, image_version_id);

-- Which node copies snapshots of a desktop, between which hosts, and when that is tried again.
create table desktop_copying (
    desktop_id    uuid        primary key references desktop on delete cascade,
    claim         uuid,                              -- of the node; null when none is at it
    claimed_until timestamptz,
    from_host_id  uuid,
    to_host_id    uuid,
    retry_at      timestamptz,
    note          text                               -- a sentence for admins: why there is none; null when nothing is wrong
);

-- That an admin looked at what a lost host holds of a desktop, and decided to keep it.
create table host_leftover_kept (
    host_id    uuid        not null references hypervisor_host on delete cascade,
    desktop_id uuid        not null references desktop on delete cascade,
    kept_by    text        not null,
    kept_at    timestamptz not null,
    primary key (host_id, desktop_id)
);

update schema_contract
   set least_node = 114,
       reason = 'An older node would take snapshots on a lost host for those of the host that their desktop is on now.'
 where least_node < 114;

-- Who copies on a host just now, over all nodes: as many rows as there may be at once, each somebody's until its lease is over.
create table host_slot (
    host_id    uuid        not null references hypervisor_host on delete cascade,
    kind       text        not null check (kind in ('SNAPSHOT', 'MOVE')),
    slot       integer     not null,
    node       uuid        not null,
    held_until timestamptz not null,
    primary key (host_id, kind, slot)
);
