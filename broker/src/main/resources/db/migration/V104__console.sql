-- Long lists: what they are searched and sorted by, and what an admin keeps of them.

create extension if not exists pg_trgm;

-- Cut off, since an index entry has to fit a page whatever a directory calls somebody.
alter table person
    add column search    text generated always as (left(lower(display_name || ' ' || account_name || ' ' || upn || ' '
                                                              || coalesce(mail, '')), 500)) stored,
    add column sort_name text generated always as (left(lower(display_name), 100)) stored;
create index person_search on person using gin (search gin_trgm_ops);
create index person_search_text on person (search) include (id); -- for what has no trigrams: short words, and letters that locale C does not know
create index person_sort_name on person (sort_name, id);
create index person_barred on person (sort_name) where barred is not null;
create index person_roles on person using gin (roles);
create index person_memberships on person using gin (memberships jsonb_path_ops);

create index desktop_bundle on desktop (bundle_id);

create index session_desktop on session (desktop_id, opened_at desc);
create index session_person_live on session (person_id) where state <> 'ENDED';
create index session_ended_because on session (termination_reason, opened_at desc) where termination_reason is not null;
create index session_address on session (client_address text_pattern_ops);

-- How many sessions were opened within an hour that is over, and how many were live at its end. Neither changes any more,
-- so a chart over months need not count a million rows.
create table session_hour (
    hour   timestamptz primary key,
    opened integer     not null,
    live   integer     not null
);

-- A list as somebody filtered, sorted and named it.
create table saved_view (
    id          uuid        primary key,
    home_region text        not null,
    person_id   uuid        not null references person,
    list        text        not null check (list in ('DESKTOPS', 'SESSIONS', 'PEOPLE')),
    name        text        not null,
    query       text        not null,             -- of the list's address
    shared      boolean     not null,
    created_at  timestamptz not null
);
create unique index saved_view_name on saved_view (person_id, list, lower(name));
create index saved_view_shared on saved_view (list) where shared;

-- Which columns of a list somebody wants to see; no row: the usual ones.
create table chosen_columns (
    person_id uuid   not null references person,
    list      text   not null check (list in ('DESKTOPS', 'SESSIONS', 'PEOPLE')),
    columns   text[] not null,
    primary key (person_id, list)
);
