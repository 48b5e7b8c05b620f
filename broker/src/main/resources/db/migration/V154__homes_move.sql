-- Homes leave hosts that are emptied or full, and have a copy on a second host from which they go on when theirs is lost.

alter table person_home
    add column volume_id     uuid,                         -- its volume is called home-VOLUME_ID; null: as the home itself
    add column writings      bigint not null default 0,    -- how many machines got it so far; a copy shows one such number
    add column claim         uuid,                         -- of the node that sees to it; null while none does
    add column claimed_until timestamptz,
    add column retry_at      timestamptz,
    add column note          text,                         -- what is wrong with where it is; null while nothing is
    drop constraint person_home_host_id_fkey,
    add constraint person_home_host foreign key (host_id) references hypervisor_host;
create index person_home_host on person_home (host_id) where deleted_at is null;

-- Volumes of homes beside those that people work with. A row is there before its volume and goes after it.
create table home_volume (
    id        uuid        primary key,                     -- the volume is called home-ID; used once
    home_id   uuid        not null references person_home,
    host_id   uuid        not null references hypervisor_host,
    state     text        not null check (state in ('COPYING', 'WHOLE', 'DELETING')),
    writings  bigint      not null,                        -- after how many machines it was taken
    shown_at  timestamptz not null,                        -- the moment that it shows
    bytes     bigint      not null default 0               -- on the host's disk, once it is whole
);
create index home_volume_home on home_volume (home_id);
create index home_volume_host on home_volume (host_id);

update schema_contract
   set least_node = 154,
       reason = 'An older node would look for a home that has moved under its former name.'
 where least_node < 154;
