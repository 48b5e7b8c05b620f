-- Applications as packages: what there is of each, who gets it, and how far each desktop is.

-- Whether somebody is meant: the one place that says so, of entitlements as of packages.
-- The subject of ATTRIBUTE is the directory's name of it, '=' and the value: department=Finance.
create function subject_means(subject_kind text, subject text, who uuid, as_roles text[], as_memberships jsonb,
                              as_attributes jsonb) returns boolean language sql immutable as $$
    select case subject_kind
               when 'EVERYONE' then true
               when 'ROLE' then subject = any (as_roles)
               when 'GROUP' then exists (select from jsonb_array_elements(as_memberships) m
                                          where m -> 'id' ->> 'sid' = subject)
               when 'ATTRIBUTE' then coalesce(lower(as_attributes ->> split_part(subject, '=', 1))
                                              = lower(substr(subject, strpos(subject, '=') + 1)), false)
               when 'PERSON' then subject = who::text
           end
$$;

create or replace function entitlements_to(who uuid, as_roles text[], as_memberships jsonb, what_bundle uuid,
                                           what_application uuid)
    returns table (id uuid, subject_kind text, subject text, subject_label text, gives boolean, nearness integer)
    language sql stable as $$
    select e.id, e.subject_kind, e.subject, e.subject_label,
           subject_means(e.subject_kind, e.subject, who, as_roles, as_memberships, p.attributes),
           array_position(array['PERSON', 'ATTRIBUTE', 'GROUP', 'ROLE', 'EVERYONE'], e.subject_kind)
      from entitlement e
      left join person p on p.id = who
     where case when what_application is null then e.bundle_id = what_bundle
                else e.application_id = what_application end
$$;

create table software (
    id                 uuid        primary key,
    home_region        text        not null,
    name               text        not null,
    description        text        not null,
    vendor             text        not null,
    icon               text        not null,            -- of the portal's set
    current_version_id uuid,                            -- which desktops get; null until one is chosen
    revision           bigint      not null default 1,
    created_at         timestamptz not null,
    unique (home_region, name)
);

-- A file that versions install, held here because nodes hold nothing.
create table software_file (
    id             uuid        primary key,
    home_region    text        not null,
    name           text        not null,                -- as whoever brought it called it; never a path
    size_bytes     bigint      not null check (size_bytes > 0),
    sha256         text,                                -- null until it is whole
    begun_at       timestamptz not null
);

create table software_file_part (
    file_id        uuid        not null references software_file on delete cascade,
    place          integer     not null check (place >= 0),
    content        bytea       not null,
    primary key (file_id, place)
);
-- What is compressed already is not compressed once more.
alter table software_file_part alter column content set storage external;

create table software_version (
    id              uuid        primary key,
    software_id     uuid        not null references software on delete cascade,
    label           text        not null,               -- how people call it
    kind            text        not null check (kind in ('SOURCES', 'FILE', 'SCRIPTS')),
    debian_name     text,                               -- of SOURCES and FILE
    debian_version  text,
    file_id         uuid        references software_file,
    install_script  text,                               -- of SCRIPTS
    remove_script   text,
    detect_script   text,                               -- says which version is there
    created_by      text        not null,
    created_at      timestamptz not null,
    unique (software_id, label),
    check ((kind = 'FILE') = (file_id is not null)),
    check ((kind = 'SCRIPTS') = (debian_name is null))
);
alter table software add foreign key (current_version_id) references software_version deferrable initially deferred;

create table software_assignment (
    id              uuid        primary key,
    software_id     uuid        not null references software on delete cascade,
    subject_kind    text        not null check (subject_kind in ('EVERYONE', 'ROLE', 'GROUP', 'ATTRIBUTE', 'PERSON')),
    subject         text        not null,
    subject_label   text        not null,
    rule            text        not null check (rule in ('REQUIRED', 'REMOVED', 'AVAILABLE')), -- of several the first counts
    moment          text        not null check (moment in ('NOW', 'WINDOW')),
    created_at      timestamptz not null,
    unique (software_id, subject_kind, subject)
);

-- What is to be on a desktop, what was found there, and what is done about it.
create table desktop_software (
    desktop_id        uuid        not null references desktop on delete cascade,
    software_id       uuid        not null references software on delete cascade,
    rule              text        not null check (rule in ('REQUIRED', 'REMOVED', 'AVAILABLE', 'NONE')), -- NONE: no more
    moment            text        not null check (moment in ('NOW', 'WINDOW')),
    chosen            boolean,                          -- by the desktop's person, of what is AVAILABLE
    target_version_id uuid        references software_version, -- that is to be there; null: none
    held_version_id   uuid        references software_version, -- that Berth put there; null: it did not
    state             text        not null
        check (state in ('PLANNED', 'WORKING', 'RETRYING', 'INSTALLED', 'ABSENT', 'GIVEN_UP')),
    state_since       timestamptz not null,
    found             text,                             -- the version; '' for none, null where nobody has looked
    found_at          timestamptz,
    generation        integer,                          -- of the root volume that was looked at or is worked on
    job               uuid,                             -- what is under way goes by this name in the guest
    job_version_id    uuid        references software_version,
    removing          boolean     not null default false,
    attempts          integer     not null default 0,
    due_at            timestamptz,                      -- not before; null: at once
    reason            text,                             -- a sentence
    said              text,                             -- the last that the guest said of it
    primary key (desktop_id, software_id)
);
create index desktop_software_software on desktop_software (software_id, state);
create index desktop_software_open on desktop_software (desktop_id) where state in ('PLANNED', 'WORKING', 'RETRYING');

-- One node at a time works on a desktop's packages.
create table desktop_software_claim (
    desktop_id     uuid        primary key references desktop on delete cascade,
    claim          uuid,
    claimed_until  timestamptz,
    look_at        timestamptz                          -- not before; null: at once
);
