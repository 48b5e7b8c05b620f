-- What admins of a region set up, told to its peers: so that it is known there when the region is lost, and so that what
-- a standby region lacks is seen before that. Names and not ids, since each region has ids of its own.
create table set_up (
    home_region text  not null,
    kind        text  not null,                     -- BUNDLE, APPLICATION, ENTITLEMENT, …
    name        text  not null,
    facts       jsonb not null,                     -- a list, since two things may look the same by name
    primary key (home_region, kind, name)
);
create trigger set_up_home before insert or update or delete on set_up
    for each row execute function only_its_home_writes();
