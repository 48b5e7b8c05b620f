-- Failover drills: a few people are led to the other region and back, on a schedule or by hand, and what came of it is kept.

create table drill_schedule (
    id             uuid        primary key,
    name           text        not null,
    subject_kind   text        not null,            -- who goes: a group or a person
    subject        text        not null,
    subject_label  text        not null,
    zone           text        not null,
    rhythm         text        not null check (rhythm in ('WEEKLY', 'DATES', 'MONTHLY')),
    weekdays       text[]      not null,
    dates          date[]      not null,
    nth            integer,
    spread_days    integer,
    start_minute   integer     not null,            -- of the day
    length_minutes integer     not null,            -- the hard limit of each drill
    notice_minutes integer     not null check (notice_minutes between 0 and 10080),
    enabled        boolean     not null default true,
    planned_until  timestamptz not null,            -- turns that begin by then were made, or are past
    missed_at      timestamptz,                     -- the latest turn that nobody could begin
    missed_why     text,
    revision       bigint      not null default 1,
    created_at     timestamptz not null
);
create unique index drill_schedule_name on drill_schedule (lower(name));

-- One drill of this region's alias. Its row is the lock under which its steps are taken.
create table drill (
    id            uuid        primary key,
    home_region   text        not null,
    schedule_id   uuid        references drill_schedule on delete set null,
    alias_id      uuid        not null,
    alias_name    text        not null,
    epoch         bigint      not null,             -- of the alias; another one ends the drill
    peer          text        not null,             -- where the people are led
    canary        text        not null,             -- what the group was called
    begins_at     timestamptz not null,
    limit_minutes integer     not null,
    stage         text        not null
        check (stage in ('ANNOUNCED', 'CHECKS', 'HAND_OVER', 'START', 'PICTURE', 'FAILBACK', 'CHECKS_AFTER', 'OVER')),
    verdict       text        check (verdict in ('PASSED', 'FAILED', 'CALLED_OFF')),
    failed_in     text,                             -- stage
    reason        text,                             -- a sentence, when it did not pass
    made_by       text        not null,
    made_at       timestamptz not null,
    ended_at      timestamptz,
    check ((stage = 'OVER') = (ended_at is not null)),
    check (ended_at is null or verdict is not null)
);
create unique index drill_one_at_a_time on drill (home_region) where ended_at is null;
create index drill_latest on drill (made_at desc);

create table drill_stage (
    drill_id uuid        not null references drill on delete cascade,
    stage    text        not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    note     text,
    primary key (drill_id, stage)
);

-- A desktop of somebody who goes. Rows stay when the desktop or the person is gone: they are the report.
create table drill_canary (
    drill_id       uuid        not null references drill on delete cascade,
    desktop_id     uuid        not null,
    person_id      uuid        not null,
    account_name   text        not null,
    display_name   text        not null,
    hostname       text        not null,
    bundle_name    text        not null,
    memory_mib     bigint      not null,
    state          text        not null
        check (state in ('PLANNED', 'CHECKED', 'AWAY', 'UP', 'SEEN', 'HOME', 'SKIPPED')),
    fault          boolean     not null default false, -- skipped since it could not have taken over
    note           text,
    rpo_millis     bigint,                          -- what would have been lost had this region gone at the check
    point_at       timestamptz,                     -- the moment that it went on from
    given_at       timestamptz,
    up_at          timestamptz,
    seen_at        timestamptz,
    back_asked_at  timestamptz,
    home_at        timestamptz,
    heard_millis   bigint,                          -- in the other region, from its hearing of it: until the start was asked
    ready_millis   bigint,                          -- until it was ready
    picture_millis bigint,                          -- from connecting to the whole first picture; null where none was tried
    wrote          boolean     not null default false, -- somebody worked on it there
    mail_state     text        not null default 'WAITING' check (mail_state in ('WAITING', 'SENT', 'FAILED', 'SKIPPED')),
    mail_attempts  integer     not null default 0,
    mail_due_at    timestamptz not null,
    mail_note      text,
    said_at        timestamptz,                     -- in their session
    primary key (drill_id, desktop_id)
);

-- What the region that drills wants of the other: told by the region that drills.
create table drill_call (
    home_region text not null,
    drill_id    uuid not null,
    desktop_id  uuid not null,
    person_id   uuid not null,
    alias_id    uuid not null,
    peer        text not null,                      -- which region is to do it
    wanted      text not null check (wanted in ('START', 'RETURN')),
    primary key (home_region, drill_id, desktop_id)
);

-- How far that is: told by the region that does it.
create table drill_answer (
    home_region    text        not null,
    drill_id       uuid        not null,
    peer           text        not null,            -- who asked
    desktop_id     uuid        not null,            -- the asker's
    own_desktop_id uuid,
    state          text        not null check (state in ('HEARD', 'STARTING', 'READY', 'SEEN', 'FAILED', 'RETURNED')),
    note           text,
    heard_at       timestamptz not null,            -- by this region's clock
    heard_millis   bigint,
    ready_millis   bigint,
    picture_millis bigint,
    wrote          boolean     not null default false,
    point_id       uuid,                            -- with which what was done stands in the asker's region; null where nothing was
    trying_until   timestamptz,                     -- a node looks for the first picture
    primary key (home_region, drill_id, desktop_id)
);

do $$
declare
    shared text;
begin
    foreach shared in array array['drill_call', 'drill_answer'] loop
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
