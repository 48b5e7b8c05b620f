-- Bundles that people are given without asking, what becomes of a desktop whose person leaves, names of desktops, and
-- their accounts in the directory.

alter table bundle add column hostname_pattern text; -- such as {bundle}-{user}-{n}; null: the region's

-- The number that a hostname pattern gave out last; name is the hostname with * in the number's place.
create table hostname_counter (
    name text    primary key,
    last integer not null
);

alter table person add column assignments_due timestamptz; -- since then, or from then on, their assignments want looking at
alter table person add column gone_since timestamptz;      -- since when the directory knows the account no more
alter table person add column read_at timestamptz;         -- when the directory last told of them on purpose of assignments
create index person_assignments_due on person (assignments_due) where assignments_due is not null;

-- An entitlement to a bundle that also makes the desktop at sign-in, and says what becomes of it.
create table assignment (
    entitlement_id      uuid        primary key references entitlement on delete cascade,
    home_region         text        not null,
    brought_entitlement boolean     not null,        -- the entitlement was made for it, and goes with it
    running_mode        text        check (running_mode in ('ALWAYS_ON', 'AUTO_STOP', 'MANUAL')), -- null: the bundle's
    auto_stop_minutes   integer     check (auto_stop_minutes between 1 and 43200),
    on_leaving          text        not null check (on_leaving in ('KEEP', 'SUSPEND', 'TERMINATE')),
    leaving_days        integer     not null check (leaving_days between 0 and 365),
    revision            bigint      not null default 1,
    created_at          timestamptz not null,
    check ((running_mode is null) = (auto_stop_minutes is null)),
    check (on_leaving <> 'TERMINATE' or leaving_days > 0)
);

-- Which assignments a desktop's person has been seen to have while they had the desktop.
create table assigned_desktop (
    desktop_id    uuid        not null references desktop on delete cascade,
    assignment_id uuid        not null references assignment on delete cascade,
    since         timestamptz not null,
    primary key (desktop_id, assignment_id)
);
create index assigned_desktop_assignment on assigned_desktop (assignment_id);

-- The person has nothing any more that gives them the desktop.
create table leaving (
    desktop_id    uuid        primary key references desktop on delete cascade,
    assignment_id uuid        not null references assignment on delete cascade,
    policy        text        not null check (policy in ('KEEP', 'SUSPEND', 'TERMINATE')),
    noticed_at    timestamptz not null,
    acts_at       timestamptz,                       -- null: it is kept
    acted_at      timestamptz,
    hindrance     text,                              -- a sentence: why it did not act when it was due
    retry_at      timestamptz,
    check ((policy = 'KEEP') = (acts_at is null))
);
create index leaving_due on leaving (acts_at) where acted_at is null;

-- A desktop's account in the directory. The row is there before the account and outlives it.
create table computer_account (
    desktop_id  uuid        primary key references desktop on delete cascade,
    name        text        not null,                -- the hostname that it was made for
    object_guid uuid,                                -- null until the account is known to be there
    made_at     timestamptz,
    removed_at  timestamptz,
    conflict    text,                                -- a sentence: why it cannot be made until somebody does something
    name_taken  boolean     not null default false,  -- the conflict is that somebody else's account has the name
    hindrance   text,                                -- a sentence: why it is not made yet
    retry_at    timestamptz not null,
    check ((object_guid is null) = (made_at is null))
);
create index computer_account_open on computer_account (retry_at) where made_at is null or removed_at is null;
