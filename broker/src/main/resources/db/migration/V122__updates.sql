-- Updates in guests, inside maintenance: which are wanted, how far each is, and what it changed.

alter table desktop_snapshot
    drop constraint desktop_snapshot_kind_check,
    add constraint desktop_snapshot_kind_check check (kind in (
        'SCHEDULED', 'ON_DEMAND', 'BEFORE_REBUILD', 'BEFORE_RESTORE', 'BEFORE_MIGRATION', 'BEFORE_UPDATE',
        'LEFT_BEHIND'));

create table update_policy (
    kind           text        not null check (kind in ('WINDOW', 'BUNDLE')), -- a window's counts before a bundle's
    subject        uuid        not null,            -- the window or bundle; of one that is gone it means nothing
    home_region    text        not null,
    choice         text        not null check (choice in ('ALL', 'SECURITY', 'NONE')),
    approved       text[]      not null default '{}', -- names of packages, some with a * at the end; empty: whatever is chosen
    revision       bigint      not null default 1,
    primary key (kind, subject)
);

create table maintenance_update (
    run_id         uuid        not null,
    desktop_id     uuid        not null,
    guest          text        not null check (guest in ('LINUX', 'WINDOWS')),
    choice         text        not null check (choice in ('ALL', 'SECURITY', 'NONE')), -- as it was when its turn began
    approved       text[]      not null,
    stage          text        not null check (stage in (
        'LISTING', 'SAVING', 'INSTALLING', 'REBOOTING', 'CHECKING', 'ROLLING_BACK', 'DONE', 'FAILED', 'ROLLED_BACK')),
    stage_since    timestamptz not null,
    wanted         text[]      not null default '{}', -- name=version, as they are told to the guest
    snapshot_id    uuid,                            -- which it goes back to; it may be gone by now
    boot           text,                            -- names the guest's boot before it was updated
    generation     integer,                         -- of the root volume that is given up
    reason         text,                            -- a sentence
    primary key (run_id, desktop_id),
    foreign key (run_id, desktop_id) references maintenance_item on delete cascade
);
create index maintenance_update_desktop on maintenance_update (desktop_id, stage_since desc);

create table update_change (
    run_id         uuid        not null,
    desktop_id     uuid        not null,
    package        text        not null,
    from_version   text        not null,            -- empty: it was not there
    to_version     text        not null,            -- empty: it is there no more
    primary key (run_id, desktop_id, package),
    foreign key (run_id, desktop_id) references maintenance_update on delete cascade
);
