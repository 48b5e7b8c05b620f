-- When desktops are on by schedule, and the tags that schedules and windows choose them by.

alter table desktop add column tags jsonb not null default '{}'; -- {"key": "value"}
alter table desktop add column held_until timestamptz; -- a power schedule keeps it on until then: AUTO_STOP does not stop it

alter table maintenance_window add column tags jsonb not null default '[]'; -- [{"key", "value"}]; value null: any
alter table maintenance_window add column desktops uuid[] not null default '{}';

create table power_schedule (
    id             uuid        primary key,
    home_region    text        not null,
    name           text        not null,
    zone           text        not null,             -- of the tz database
    weekdays       text[]      not null default '{}', -- MONDAY …; empty: dates
    dates          date[]      not null default '{}',
    start_minute   integer     not null check (start_minute between 0 and 1439), -- of the day, by the clock of the zone
    end_minute     integer     not null check (end_minute between 0 and 1439), -- not after the start: of the next day
    lead_minutes   integer     check (lead_minutes between 0 and 240), -- null: worked out from how long starts take
    at_once        integer     not null check (at_once between 1 and 1000), -- so many start at the same time
    grace_minutes  integer     not null check (grace_minutes between 5 and 240), -- so long nobody is connected before a stop
    bundles        uuid[]      not null default '{}', -- all four empty: all desktops
    groups         jsonb       not null default '[]', -- [{"sid", "label"}]
    tags           jsonb       not null default '[]', -- [{"key", "value"}]; value null: any
    desktops       uuid[]      not null default '{}',
    enabled        boolean     not null,
    revision       bigint      not null default 1,
    created_at     timestamptz not null,
    unique (home_region, name)
);

-- What came of a schedule on a day.
create table power_turn (
    schedule_id    uuid        not null references power_schedule on delete cascade,
    day            date        not null,             -- that it was planned for
    lead_from      timestamptz not null,             -- the first start
    begins_at      timestamptz not null,
    ends_at        timestamptz not null,
    covered        integer     not null,             -- desktops
    ready          integer,                          -- of them when the hours began; null before
    stopped        integer     not null default 0,   -- after the hours
    primary key (schedule_id, day)
);
