-- What may pass between the guest of a session and the person's own computer, beside clipboard text, which stands with
-- the bundle.
create table channel_policy (
    id                   uuid    primary key,
    bundle_id            uuid    unique references bundle on delete cascade,
    upload               boolean not null,
    upload_types         text[],                 -- endings of names, without the dot; null for any
    upload_largest_mib   bigint  not null check (upload_largest_mib > 0),
    download             boolean not null,
    download_types       text[],                 -- the same
    download_largest_mib bigint  not null check (download_largest_mib > 0),
    printing             boolean not null,
    audio_out            boolean not null,       -- guest to browser
    audio_in             boolean not null,       -- browser to guest
    revision             bigint  not null default 1
);

-- Bundles of before had none of these channels; that stays so until an admin says otherwise.
insert into channel_policy (id, bundle_id, upload, upload_largest_mib, download, download_largest_mib, printing,
                            audio_out, audio_in)
select gen_random_uuid(), id, false, 1024, false, 1024, false, false, false
  from bundle;

-- A file on its way into a guest, part by part. What the guest has of it is a hidden file next to where it will be.
create table file_upload (
    id             uuid        primary key,
    session_id     uuid        not null references session on delete cascade,
    folder         text        not null,         -- of the person's home; empty for the home itself
    name           text        not null,
    size_bytes     bigint      not null check (size_bytes >= 0),
    received_bytes bigint      not null default 0 check (received_bytes >= 0 and received_bytes <= size_bytes),
    begun_at       timestamptz not null
);

create index file_upload_session on file_upload (session_id);
