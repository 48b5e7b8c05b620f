-- The clock that a desktop goes by, where its person or an admin chose one; null: the default window's.
alter table desktop add column zone text; -- of the tz database

-- A default window opens by each of its desktops' clocks, so a day of it has a run for each zone.
alter table maintenance_run add column zone text not null default ''; -- '': the window's
alter table maintenance_run drop constraint maintenance_run_window_id_planned_day_key;
alter table maintenance_run add constraint maintenance_run_once unique (window_id, planned_day, zone);

-- Addresses at which programs that cannot sign in read the calendar, one for each person who wants one.

create table calendar_address (
    person_id      uuid        primary key references person on delete cascade,
    home_region    text        not null,
    secret_hash    bytea       not null unique,      -- SHA-256 of the secret, which nobody keeps
    created_at     timestamptz not null,
    last_read_at   timestamptz,                      -- to the minute
    last_read_from text
);
