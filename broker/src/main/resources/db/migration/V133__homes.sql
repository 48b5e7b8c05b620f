-- Homes that follow their person through a fleet: a volume that is the user volume of whichever instance serves them.

create table person_home (
    id          uuid        primary key,            -- its volume is called home-ID
    home_region text        not null,
    person_id   uuid        not null references person,
    fleet_id    uuid        not null references fleet,
    host_id     uuid        references hypervisor_host on delete set null, -- where its volume is; null before there is one
    created_at  timestamptz not null,
    unique (person_id, fleet_id)
);

alter table fleet add column keeps_home boolean not null default false;

alter table desktop
    add column home_id uuid references person_home, -- of an instance whose user volume it is
    add constraint desktop_home_of_instance check (home_id is null or fleet_id is not null and person_id is not null);
create index desktop_home on desktop (home_id) where home_id is not null;

-- One machine at a time writes to it, whatever a program does: room is held from before a machine is made until it is gone.
create unique index desktop_home_one_writer on desktop (home_id) where holds_room;

update schema_contract
   set least_node = 133,
       reason = 'An older node would give an instance an empty home in place of its person''s.'
 where least_node < 133;
