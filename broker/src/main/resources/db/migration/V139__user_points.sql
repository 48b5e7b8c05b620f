-- Points of user volumes: copies of one moment each, which are sent to a standby desktop of another region, received
-- there, or kept. A row is there before its volume and goes after it.

create table user_point (
    id              uuid        primary key,
    desktop_id      uuid        not null references desktop on delete cascade,
    host_id         uuid        not null references hypervisor_host on delete cascade,
    kind            text        not null check (kind in ('SENT', 'RECEIVED', 'DISPLACED', 'KEPT')),
    state           text        not null check (state in ('MAKING', 'WHOLE', 'DELETING')),
    volume          text        not null,
    former          text,                               -- what was called so before it was made flat, and is to go
    taken_at        timestamptz,                        -- by the clock of the region that took it; null while it is made
    stands_on       uuid,                               -- the point that it is an increment to
    bytes           bigint      not null default 0,     -- on the host's disk
    user_volume_mib bigint      not null,
    generation      integer,                            -- of the user volume that it is made into; null before
    incoming        boolean     not null default false, -- the desktop has it for its user volume at its next start
    why             text,                               -- a sentence for people: what it is kept for
    created_at      timestamptz not null
);
create index user_point_desktop on user_point (desktop_id);
create index user_point_host on user_point (host_id);
create unique index user_point_one_incoming on user_point (desktop_id) where incoming;
create unique index user_point_one_making on user_point (desktop_id)
    where state = 'MAKING' and kind in ('SENT', 'KEPT');

update schema_contract
   set least_node = 139,
       reason = 'An older node would start a standby desktop without what was sent for it.'
 where least_node < 139;
