-- What regions leave behind: ways into desktops, and names of whoever asked for leases.

-- Ways into desktops that a node opens to look whether a picture comes. A node that is killed meanwhile leaves its row, and
-- another one shuts what it opened.

create table trial_door (
    desktop_id uuid        primary key references desktop on delete cascade,
    shut_after timestamptz not null
);

-- A question that is said again is known by its number for as long as this is kept.
alter table lease_asker add column heard_at timestamptz not null default now();
