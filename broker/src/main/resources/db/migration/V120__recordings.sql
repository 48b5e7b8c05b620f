-- What of a bundle's sessions is recorded, and what was.
create table recording_policy (
    bundle_id    uuid        primary key references bundle on delete cascade,
    mode         text        not null check (mode in ('OFF', 'ALWAYS')),
    required     boolean     not null,              -- no session without a recording
    players      text        not null check (players in ('AUDITORS', 'AUDITORS_AND_ADMINS')),
    keep_days    integer     not null check (keep_days between 1 and 3650),
    changed_at   timestamptz not null
);

create table recording (
    id             uuid        primary key,
    home_region    text        not null,
    session_id     uuid        not null references session,
    bundle_id      uuid        not null references bundle,
    gateway_boot   uuid        not null,            -- the gateway run that writes it
    state          text        not null check (state in ('RUNNING', 'COMPLETE', 'INCOMPLETE', 'DELETED')),
    flaw           text,                            -- a sentence, when it is not complete
    wrapped_key    bytea       not null,            -- the data key under a key derived from the region's; emptied with the file
    started_at     timestamptz not null,
    ended_at       timestamptz,
    bytes          bigint      not null default 0,  -- of the file
    chunks         bigint      not null default 0,
    length_ms      bigint      not null default 0,
    players        text        not null,            -- as the policy said when it was made
    delete_at      timestamptz not null,
    held           text,                            -- why it is kept whatever its time; null when it is not
    deleted_at     timestamptz,
    check ((state = 'RUNNING') = (ended_at is null)),
    check ((state = 'DELETED') = (deleted_at is not null))
);
create index recording_latest on recording (started_at desc, id);
create index recording_session on recording (session_id);
create index recording_running on recording (gateway_boot) where state = 'RUNNING';
create index recording_due on recording (delete_at) where state in ('COMPLETE', 'INCOMPLETE') and held is null;

-- Who was let to play one, and why they said they had to.
create table recording_play (
    id            uuid        primary key,
    recording_id  uuid        not null references recording on delete cascade,
    person_id     uuid        not null references person,
    reason        text        not null,
    granted_at    timestamptz not null
);
create index recording_play_recording on recording_play (recording_id);
