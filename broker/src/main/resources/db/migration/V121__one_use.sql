-- What is offered of a bundle is people's own desktops or instances of its fleet, never both, whatever a program does.

create function keep_bundles_to_one_use() returns trigger language plpgsql as $$
begin
    -- Whoever makes a fleet of the bundle at this moment holds its row, and is done before it is looked for the fleet.
    perform from bundle where id = new.bundle_id for key share;
    if exists (select from fleet where bundle_id = new.bundle_id) then
        raise exception 'Bundle % is served by a fleet; nobody has a desktop of their own of it', new.bundle_id
              using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger bundles_have_one_use_made before insert on desktop
    for each row when (new.fleet_id is null) execute function keep_bundles_to_one_use();
create trigger bundles_have_one_use_moved before update of bundle_id on desktop
    for each row when (new.fleet_id is null and new.bundle_id is distinct from old.bundle_id)
    execute function keep_bundles_to_one_use();

-- Instances that are gone stay as rows, one for each session there ever was: what is asked all the time reads none of them.
create index desktop_claim on desktop (claim) where claim is not null;
create index desktop_room on desktop (host_id) where holds_room;
