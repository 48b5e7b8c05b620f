-- When desktops are maintained, and what came of it.

create table maintenance_window (
    id             uuid        primary key,
    home_region    text        not null,
    kind           text        not null check (kind in ('ALWAYS_ON', 'AUTO_STOP', 'OWN')), -- the defaults, and admins' own
    name           text        not null,
    zone           text        not null,            -- of the tz database
    rhythm         text        not null check (rhythm in ('WEEKLY', 'DATES', 'MONTHLY')),
    weekdays       text[]      not null default '{}', -- MONDAY …; of MONTHLY the one
    dates          date[]      not null default '{}',
    nth            integer     check (nth between 1 and 4), -- of MONTHLY: which such weekday of the month
    spread_days    integer     check (spread_days between 1 and 28), -- over which days from there a month's desktops are spread
    start_minute   integer     not null check (start_minute between 0 and 1439), -- of the day, by the clock of the zone
    length_minutes integer     not null check (length_minutes between 15 and 1440),
    bundles        uuid[]      not null default '{}', -- both empty: all desktops
    groups         jsonb       not null default '[]', -- [{"sid", "label"}]
    enabled        boolean     not null,
    planned_until  timestamptz not null,            -- what begins until then has been decided
    revision       bigint      not null default 1,
    created_at     timestamptz not null,
    unique (home_region, name)
);
create unique index maintenance_window_defaults on maintenance_window (home_region, kind) where kind <> 'OWN';

create table maintenance_run (
    id             uuid        primary key,
    home_region    text        not null,
    window_id      uuid        references maintenance_window on delete set null, -- null: by hand, or the window is gone
    planned_day    date,                            -- null: by hand
    name           text        not null,
    asked_by       text        not null,
    state          text        not null check (state in ('RUNNING', 'DONE', 'CANCELLED', 'MISSED')),
    reason         text,                            -- a sentence, when it began late, was missed or cancelled
    planned_at     timestamptz not null,
    opened_at      timestamptz not null,
    closes_at      timestamptz not null,            -- nothing begins after that
    ended_at       timestamptz,
    unique (window_id, planned_day)
);
create index maintenance_run_latest on maintenance_run (opened_at desc, id);
create index maintenance_run_live on maintenance_run (id) where ended_at is null;

create table maintenance_item (
    run_id         uuid        not null references maintenance_run on delete cascade,
    desktop_id     uuid        not null references desktop on delete cascade,
    phase          text        not null
        check (phase in ('QUEUED', 'WAKING', 'WORKING', 'LEAVING', 'DONE', 'FAILED', 'SKIPPED', 'CANCELLED')),
    was_off        boolean     not null default false, -- so it is turned off again
    outcome        text        check (outcome in ('DONE', 'FAILED', 'SKIPPED', 'CANCELLED')), -- known while it is put back
    reason         text,                            -- a sentence for people
    phase_since    timestamptz not null,
    look_at        timestamptz,                     -- null: at once
    claim          uuid,                            -- the node that works on it, until the claim lapses
    claimed_until  timestamptz,
    begun_at       timestamptz,
    ended_at       timestamptz,
    primary key (run_id, desktop_id)
);
create unique index maintenance_item_one_live on maintenance_item (desktop_id) where ended_at is null;
create index maintenance_item_live on maintenance_item (look_at) where ended_at is null;
create index maintenance_item_desktop on maintenance_item (desktop_id, phase_since desc);
