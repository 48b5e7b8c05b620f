-- A home can be given up: its person gets an empty one when they come next, and its volume stays until an admin deletes it.

alter table person_home
    add column given_up_at timestamptz,
    add column given_up_by text,
    add column deleted_at  timestamptz, -- its volume is gone
    add constraint person_home_given_up check ((given_up_at is null) = (given_up_by is null)),
    add constraint person_home_deleted check (deleted_at is null or given_up_at is not null),
    drop constraint person_home_person_id_fleet_id_key;

create unique index person_home_present on person_home (person_id, fleet_id) where given_up_at is null;
create index person_home_fleet on person_home (fleet_id) where deleted_at is null;

update schema_contract
   set least_node = 147,
       reason = 'An older node would take a home that was given up for its person''s present one.'
 where least_node < 147;
