-- Updates that go to a few desktops first, then to the others, and stop where they fail.

create table rollout (
    id              uuid        primary key,
    home_region     text        not null,
    name            text        not null,
    asked_by        text        not null,
    state           text        not null check (state in ('RUNNING', 'PAUSED', 'STOPPED', 'DONE', 'CANCELLED')),
    reason          text,                           -- a sentence, when it was stopped, paused or cancelled
    canary_percent  integer     not null check (canary_percent between 0 and 100),
    at_once         integer     not null check (at_once between 1 and 500), -- desktops
    per_host        integer     not null check (per_host between 1 and 500), -- desktops of one host at once
    failure_percent integer     not null check (failure_percent between 0 and 100), -- more than that stops it
    turn_minutes    integer     not null check (turn_minutes between 15 and 1440), -- for how long a desktop waits for its person
    choice          text        check (choice in ('ALL', 'SECURITY', 'NONE')), -- null: as its bundle says
    approved        text[],
    forgiven        integer     not null default 0, -- failures that somebody has seen and went on after
    resumed         integer     not null default 0, -- how often somebody went on after it had stopped
    begun_at        timestamptz not null,
    ended_at        timestamptz
);
create index rollout_latest on rollout (begun_at desc, id);

alter table maintenance_run add column rollout_id uuid references rollout on delete set null;

create table rollout_desktop (
    rollout_id      uuid        not null references rollout on delete cascade,
    desktop_id      uuid        not null references desktop on delete cascade,
    place           integer     not null,           -- in the order in which they come
    canary          boolean     not null,
    state           text        not null
        check (state in ('WAITING', 'UNDER_WAY', 'DONE', 'FAILED', 'SKIPPED', 'CANCELLED')),
    turns           integer     not null default 0, -- how often it had its turn
    run_id          uuid        references maintenance_run on delete set null, -- of its latest turn
    reason          text,                           -- a sentence of its latest turn
    changed_at      timestamptz not null,
    primary key (rollout_id, desktop_id)
);
create index rollout_desktop_desktop on rollout_desktop (desktop_id);
create index rollout_desktop_state on rollout_desktop (rollout_id, state, place);

-- A person puts a planned turn of their desktop off: the run of that day leaves it alone.
create table maintenance_deferral (
    desktop_id      uuid        not null references desktop on delete cascade,
    window_id       uuid        not null references maintenance_window on delete cascade,
    planned_day     date        not null,
    deferred_by     text        not null,
    deferred_at     timestamptz not null,
    primary key (desktop_id, window_id, planned_day)
);

-- People are told once of each planned day of a window, and of each clock by which it opens.
create table maintenance_announcement (
    window_id       uuid        not null references maintenance_window on delete cascade,
    planned_day     date        not null,
    begins_at       timestamptz not null,
    written_at      timestamptz not null,
    primary key (window_id, planned_day, begins_at)
);

create table maintenance_notice (
    desktop_id      uuid        not null references desktop on delete cascade,
    window_id       uuid        not null references maintenance_window on delete cascade,
    planned_day     date        not null,
    channel         text        not null check (channel in ('MAIL', 'SESSION')),
    begins_at       timestamptz not null,
    state           text        not null check (state in ('WAITING', 'SENT', 'FAILED', 'SKIPPED')),
    attempts        integer     not null default 0,
    due_at          timestamptz not null,           -- when it is tried; while it is being sent, when another node may
    reason          text,                           -- a sentence, when it failed or was skipped
    changed_at      timestamptz not null,
    primary key (desktop_id, window_id, planned_day, channel)
);
create index maintenance_notice_due on maintenance_notice (due_at) where state = 'WAITING';
create index maintenance_notice_latest on maintenance_notice (begins_at desc, desktop_id);
