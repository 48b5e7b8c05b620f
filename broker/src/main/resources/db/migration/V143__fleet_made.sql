-- How long the latest instances of a fleet took to be made is read every few seconds, among all that ever were. Of rows of
-- fleets alone, so it is made in the ordinary way: a million of them are a second.
create index desktop_fleet_made on desktop (fleet_id, created_at desc)
    where fleet_id is not null and first_ready_at is not null;
