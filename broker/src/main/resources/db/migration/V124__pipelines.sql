-- How images are made from recipes, and what each version of an image holds.

create table pipeline (
    id             uuid        primary key,
    home_region    text        not null,
    name           text        not null,
    base_image_id  uuid        not null references image,
    image_id       uuid        not null references image, -- that gets the versions
    recipe         text        not null,                  -- as an admin wrote it
    zone           text,                                  -- of the tz database; null: no schedule
    weekdays       text[]      not null default '{}',     -- MONDAY …
    start_minute   integer     check (start_minute between 0 and 1439), -- of the day, by the clock of the zone
    on_base_change boolean     not null,
    roll_out       boolean     not null,                  -- at once when published
    bundles        uuid[]      not null default '{}',     -- that are moved to a new version
    enabled        boolean     not null,
    planned_until  timestamptz not null,                  -- what the schedule has until then has been decided
    revision       bigint      not null default 1,
    created_at     timestamptz not null,
    unique (home_region, name),
    check (base_image_id <> image_id),
    check ((zone is null) = (start_minute is null))
);

create table pipeline_run (
    id               uuid        primary key,             -- also of the machine that it is built in
    trial_id         uuid        not null,                -- of the machine that it is tried on
    home_region      text        not null,
    pipeline_id      uuid        not null references pipeline on delete cascade,
    number           integer     not null check (number >= 1),
    trigger          text        not null check (trigger in ('BY_HAND', 'SCHEDULE', 'BASE_CHANGED')),
    asked_by         text        not null,
    recipe           text        not null,                -- as it was when the run was asked for
    base_version_id  uuid        references image_version on delete set null,
    host_id          uuid        references hypervisor_host on delete set null,
    phase            text        not null
        check (phase in ('QUEUED', 'PREPARING', 'BOOTING', 'CUSTOMISING', 'SEALING', 'TRYING', 'EXPORTING', 'PUBLISHING',
                         'ROLLING_OUT', 'CLEANING', 'ENDED')),
    ending           text        check (ending in ('PUBLISHED', 'UNCHANGED', 'FAILED', 'CANCELLED')), -- known while it is cleaned up
    reason           text,                                -- a sentence for people
    attempt          integer     not null default 0,      -- how often its disks were laid anew
    failures         integer     not null default 0,      -- steps that failed one after the other
    log_line         integer     not null default 1,      -- the next line of the guest's log
    cancelled        boolean     not null default false,
    packages         text,                                -- lines of name, tab, version
    digest           text,                                -- of the packages
    image_version_id uuid        references image_version on delete set null, -- what it published
    phase_since      timestamptz not null,
    look_at          timestamptz,                         -- null: at once
    claim            uuid,                                -- the node that works on it, until the claim lapses
    claimed_until    timestamptz,
    asked_at         timestamptz not null,
    ended_at         timestamptz,
    unique (pipeline_id, number),
    check ((phase = 'ENDED') = (ended_at is not null))
);
create unique index pipeline_run_one_live on pipeline_run (pipeline_id) where ended_at is null;
create index pipeline_run_latest on pipeline_run (asked_at desc, id);

-- What happened in a run, as its page shows it.
create table pipeline_log (
    position bigint      generated always as identity primary key,
    run_id   uuid        not null references pipeline_run on delete cascade,
    at       timestamptz not null,
    guest    boolean     not null,                        -- said in the guest, else by Berth
    line     text        not null
);
create index pipeline_log_run on pipeline_log (run_id, position);

-- Which bundle a run moved from which version, so that it can be moved back.
create table pipeline_rollout (
    run_id          uuid        not null references pipeline_run on delete cascade,
    bundle_id       uuid        not null references bundle on delete cascade,
    from_version_id uuid        not null references image_version on delete cascade,
    to_version_id   uuid        not null references image_version on delete cascade,
    rolled_out_at   timestamptz not null,
    rolled_back_at  timestamptz,
    primary key (run_id, bundle_id)
);

create table image_manifest (
    image_version_id uuid        primary key references image_version on delete cascade,
    digest           text        not null,
    packages         text        not null                 -- lines of name, tab, version
);
