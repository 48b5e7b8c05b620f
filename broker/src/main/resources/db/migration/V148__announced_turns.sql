-- A desktop in a run that was announced and has not opened does not count as being in it: until then its windows have their
-- turns. look_at is 'infinity' meanwhile, so that a node of the version before leaves it alone.
alter table maintenance_item add column announced boolean not null default false;

drop index maintenance_item_one_live;
create unique index maintenance_item_one_live on maintenance_item (desktop_id) where ended_at is null and not announced;
create index maintenance_item_announced on maintenance_item (run_id) where announced;

-- What was given up is counted for whoever is to look.
create index desktop_software_given_up on desktop_software (desktop_id) where state = 'GIVEN_UP';
