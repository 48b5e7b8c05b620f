-- Everything that one region needs to give a person a desktop. Rows that a peer region will hold a copy of
-- name the region they belong to; only that region writes them.

create table node (
    boot_id     uuid        primary key,
    name        text        not null,
    roles       text[]      not null,
    started_at  timestamptz not null,
    seen_at     timestamptz not null
);

create table person (
    id            uuid        primary key,          -- objectGUID
    account_name  text        not null,             -- sAMAccountName, as last seen
    upn           text        not null,
    display_name  text        not null,
    mail          text,
    language      text,                             -- en, ko; null follows the browser
    roles         text[]      not null default '{}',
    memberships   jsonb       not null default '[]', -- groups as last read: [{"id": {"sid": …}, "name", "dn", "path"}]
    barred        text,                             -- the sentence why the directory keeps them out; null when it does not
    last_seen_at  timestamptz not null
);
create index person_account_name on person (lower(account_name));

create table hypervisor_host (
    id                  uuid        primary key,
    home_region         text        not null,
    name                text        not null unique,
    uri                 text        not null,
    pool                text        not null,
    forward_address     text        not null,
    state               text        not null check (state in ('ACTIVE', 'DRAINING', 'DRAINED')),
    vcpu_overcommit     numeric     not null check (vcpu_overcommit between 0.1 and 100),
    reserved_memory_mib bigint      not null check (reserved_memory_mib >= 0),
    -- What the host last said of itself; null until it first answered.
    cpus                integer,
    memory_mib          bigint,
    free_memory_mib     bigint,
    virtualisation      text,
    hypervisor_version  text,
    reachable           boolean     not null,
    unreachable_reason  text,
    observed_at         timestamptz,
    revision            bigint      not null default 1,
    created_at          timestamptz not null
);

create table image (
    id           uuid        primary key,
    home_region  text        not null,
    name         text        not null unique,
    description  text        not null,
    guest        text        not null check (guest in ('LINUX', 'WINDOWS')),
    created_at   timestamptz not null
);

create table image_version (
    id            uuid        primary key,
    home_region   text        not null,
    image_id      uuid        not null references image,
    version       integer     not null check (version > 0),
    directory     text        not null,             -- holds root.qcow2, user.qcow2, kernel, initrd, image.json
    command_line  text        not null,             -- of the kernel; empty for firmware boot
    direct_kernel boolean     not null,
    created_at    timestamptz not null,
    unique (image_id, version)
);

create table bundle (
    id                uuid        primary key,
    home_region       text        not null,
    name              text        not null unique,
    description       text        not null,
    image_version_id  uuid        not null references image_version,
    vcpus             integer     not null check (vcpus between 1 and 128),
    memory_mib        integer     not null check (memory_mib between 128 and 4194304),
    root_volume_mib   bigint      not null check (root_volume_mib > 0),
    user_volume_mib   bigint      not null check (user_volume_mib > 0),
    running_mode      text        not null check (running_mode in ('ALWAYS_ON', 'AUTO_STOP', 'MANUAL')),
    auto_stop_minutes integer     not null check (auto_stop_minutes between 1 and 43200),
    network           text        not null,
    copy_out          boolean     not null,         -- clipboard, guest to browser
    paste_in          boolean     not null,         -- clipboard, browser to guest
    shows_desktop     boolean     not null,         -- offered as a desktop, not only through its applications
    enabled           boolean     not null,
    revision          bigint      not null default 1,
    created_at        timestamptz not null
);

create table application (
    id           uuid        primary key,
    home_region  text        not null,
    bundle_id    uuid        not null references bundle,
    name         text        not null,
    description  text        not null,
    icon         text        not null,              -- name of an icon of the portal's set
    program      text        not null,              -- name of the application in the guest image
    enabled      boolean     not null,
    revision     bigint      not null default 1,
    created_at   timestamptz not null,
    unique (bundle_id, name)
);

-- Who may have what: a row for a bundle, or for an application of one.
create table entitlement (
    id              uuid        primary key,
    home_region     text        not null,
    subject_kind    text        not null check (subject_kind in ('EVERYONE', 'ROLE', 'GROUP', 'PERSON')),
    subject         text        not null,           -- '', a role, a group's objectGUID, a person's objectGUID
    subject_label   text        not null,           -- how the directory called it when the row was made
    bundle_id       uuid        references bundle,
    application_id  uuid        references application,
    created_at      timestamptz not null,
    check (num_nonnulls(bundle_id, application_id) = 1),
    unique nulls not distinct (subject_kind, subject, bundle_id, application_id)
);

-- The entitlement that gives a person a bundle's desktop (application null) or an application; the nearest first.
create function entitled_through(who uuid, what_bundle uuid, what_application uuid)
    returns table (subject_kind text, subject text, subject_label text)
    language sql stable as $$
    select e.subject_kind, e.subject, e.subject_label
      from entitlement e
      join person p on p.id = who
     where case when what_application is null then e.bundle_id = what_bundle
                else e.application_id = what_application end
       and case e.subject_kind
               when 'EVERYONE' then true
               when 'ROLE' then e.subject = any (p.roles)
               when 'GROUP' then exists (select from jsonb_array_elements(p.memberships) m
                                          where m -> 'id' ->> 'sid' = e.subject)
               when 'PERSON' then e.subject = p.id::text
           end
     order by array_position(array['PERSON', 'GROUP', 'ROLE', 'EVERYONE'], e.subject_kind), e.subject_label
     limit 1
$$;

create table desktop (
    id                uuid        primary key,      -- and the domain's UUID
    home_region       text        not null,
    person_id         uuid        not null references person,
    bundle_id         uuid        not null references bundle,
    image_version_id  uuid        not null references image_version,
    hostname          text        not null,
    host_id           uuid        references hypervisor_host,
    generation        integer     not null default 1, -- of the root volume: a rebuild makes the next
    vcpus             integer     not null,
    memory_mib        integer     not null,
    running_mode      text        not null,
    auto_stop_minutes integer     not null,
    state             text        not null,
    state_reason      text,                         -- a sentence for people, with ERROR and UNHEALTHY
    state_since       timestamptz not null,
    wanted            text        not null check (wanted in ('RUNNING', 'STOPPED', 'TERMINATED')),
    power             text        not null default 'UNKNOWN', -- as last observed
    step              text,                         -- the step under way or last taken
    attempts          integer     not null default 0,
    retry_at          timestamptz,
    holds_room        boolean     not null default false, -- counts against its host's memory and processors
    claim             uuid,                         -- the node that takes its steps, until the claim lapses
    claimed_until     timestamptz,
    started_at        timestamptz,                  -- when its machine last began to run; null while it does not
    first_ready_at    timestamptz,                  -- when its guest first got ready; null until somebody can have used it
    stop_due_at       timestamptz,                  -- AUTO_STOP's timer; null while a session is live
    saved_state_kept  text,                         -- where an unusable saved state was set aside
    last_used_at      timestamptz,
    created_at        timestamptz not null,
    revision          bigint      not null default 1
);
create unique index desktop_one_per_person_and_bundle on desktop (person_id, bundle_id) where state <> 'TERMINATED';
create unique index desktop_hostname on desktop (hostname) where state <> 'TERMINATED';
create index desktop_host on desktop (host_id);
create index desktop_state on desktop (state);
create index desktop_due on desktop (retry_at) where state <> 'TERMINATED';

-- What hosts hold for many desktops: an image version's volumes, and templates of it. The row is there before the thing
-- and outlives it, so nothing is made twice at once, and what no version needs any more is found again.
create table host_artifact (
    host_id           uuid        not null references hypervisor_host on delete cascade,
    image_version_id  uuid        not null,         -- no reference: the row may outlive the version
    name              text        not null,         -- 'image', or a template's key
    made_at           timestamptz,                  -- null until it is there whole
    failure           text,                         -- a sentence, when the last try failed
    retry_at          timestamptz,
    claim             uuid,
    claimed_until     timestamptz,
    primary key (host_id, image_version_id, name)
);

create table session (
    id                  uuid        primary key,
    home_region         text        not null,
    reference           text        not null unique, -- what a person reads out to helpdesk
    person_id           uuid        not null references person,
    desktop_id          uuid        not null references desktop,
    application_id      uuid        references application,
    client_address      text        not null,
    state               text        not null check (state in ('OPENING', 'READY', 'CONNECTED', 'DISCONNECTED', 'ENDED')),
    termination_reason  text,
    failure             text,                       -- a sentence for people, when opening failed
    gateway_boot        uuid,
    tunnel              uuid,                       -- the connection that counts; what earlier ones say is late
    opened_at           timestamptz not null,
    ready_at            timestamptz,
    door_open           boolean     not null default false, -- the guest's port may be reachable because of this session
    connected_at        timestamptz,
    disconnected_at     timestamptz,
    disconnect_reason   text,
    last_input_at       timestamptz,
    ended_at            timestamptz,
    check ((state = 'ENDED') = (ended_at is not null)),
    check ((state = 'ENDED') = (termination_reason is not null))
);
-- One live session for a desktop as a whole, and one for whichever of its applications is open: they share an account
-- of the guest, whose one xrdp session they would take from each other.
create unique index session_one_live_desktop on session (desktop_id)
    where application_id is null and state <> 'ENDED';
create unique index session_one_live_application on session (desktop_id)
    where application_id is not null and state <> 'ENDED';
create index session_person on session (person_id, opened_at desc);
create index session_live on session (state) where state <> 'ENDED';
create index session_latest on session (opened_at desc);
create index session_door on session (desktop_id) where door_open;

create table session_stage (
    session_id  uuid        not null references session on delete cascade,
    stage       text        not null,
    at          timestamptz not null,
    primary key (session_id, stage)
);

create table connection_ticket (
    secret_hash    bytea       primary key,         -- SHA-256; the secret itself is with the browser only
    session_id     uuid        not null references session on delete cascade,
    person_id      uuid        not null,
    client_address text        not null,
    gateway_boot   uuid        not null,
    password_seed  bytea,                           -- with the region's key it makes the guest password; null: scrambled
    password_until timestamptz not null,            -- until then the password may still be needed
    minted_at      timestamptz not null,
    expires_at     timestamptz not null,
    redeemed_at    timestamptz,
    withdrawn      text                             -- why it is worth nothing any more
);
create index connection_ticket_session on connection_ticket (session_id);
create index connection_ticket_open on connection_ticket (password_until) where password_seed is not null;

create table ip_access_group (
    id           uuid        primary key,
    home_region  text        not null,
    name         text        not null unique,
    description  text        not null,
    revision     bigint      not null default 1,
    created_at   timestamptz not null
);

create table ip_access_rule (
    group_id     uuid    not null references ip_access_group on delete cascade,
    position     integer not null,
    cidr         text    not null,
    description  text    not null,
    primary key (group_id, position)
);

create table ip_access_attachment (
    group_id    uuid not null references ip_access_group on delete cascade,
    place_kind  text not null check (place_kind in ('DIRECTORY', 'BUNDLE', 'STACK', 'ROLE')),
    place       text not null,                      -- '' for the directory, a bundle's id, a role
    primary key (group_id, place_kind, place)
);

create table audit_entry (
    id          bigint      generated always as identity primary key,
    at          timestamptz not null,
    person_id   uuid,                               -- null: Berth itself, or nobody signed in
    actor       text        not null,
    address     text,
    action      text        not null,
    thing_kind  text        not null,
    thing       text        not null,
    decision    text        not null check (decision in ('ALLOWED', 'REFUSED', 'DONE', 'FAILED')),
    reason      text        not null,
    before      jsonb,
    after       jsonb
);
create index audit_entry_at on audit_entry (at desc);
create index audit_entry_thing on audit_entry (thing_kind, thing);
create index audit_entry_person on audit_entry (person_id, at desc);
