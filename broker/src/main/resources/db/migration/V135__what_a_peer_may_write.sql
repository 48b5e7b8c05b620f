-- What a peer's database may write here: rows of its own, and no more. A publication is made by whoever publishes, so
-- what comes may carry another region's name, this one's too. The apply worker fires no ordinary trigger; these always
-- fire, and look at what a subscription brings. What a superuser restores by hand is not their business.

create function only_its_own_rows() returns trigger language plpgsql as $$
declare
    home text := case when tg_op = 'DELETE' then old.home_region else new.home_region end;
    source text := (select min(s.subname::text) from pg_catalog.pg_stat_subscription s where s.pid = pg_backend_pid());
begin
    if source is not null
       and (source <> 'berth_from_' || replace(home, '-', '_')
            or tg_op = 'UPDATE' and old.home_region <> new.home_region) then
        return null;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function nobody_empties() returns trigger language plpgsql as $$
begin
    if exists (select from pg_catalog.pg_stat_subscription s where s.pid = pg_backend_pid()) then
        raise exception 'A peer may not empty %', tg_table_name using errcode = 'check_violation';
    end if;
    return null;
end $$;

-- An epoch far above all others would be the last: nobody could claim after it.
create function claims_climb() returns trigger language plpgsql as $$
begin
    if exists (select from pg_catalog.pg_stat_subscription s where s.pid = pg_backend_pid())
       and new.epoch > 1000000 + (select coalesce(max(c.epoch), 0) from public.alias_claim c
                                   where c.alias_id = new.alias_id) then
        return null;
    end if;
    return new;
end $$;

do $$
declare
    shared text;
begin
    foreach shared in array array['region', 'region_hearing', 'connection_alias', 'alias_acceptance', 'alias_claim',
                                  'person_claim', 'resident', 'set_up'] loop
        execute format('create trigger %s_own before insert or update or delete on %s
                           for each row execute function only_its_own_rows()', shared, shared);
        execute format('alter table %s enable always trigger %s_own', shared, shared);
        execute format('create trigger %s_stays_full before truncate on %s
                           for each statement execute function nobody_empties()', shared, shared);
        execute format('alter table %s enable always trigger %s_stays_full', shared, shared);
    end loop;
end $$;

create trigger alias_claim_climbs before insert on alias_claim for each row execute function claims_climb();
alter table alias_claim enable always trigger alias_claim_climbs;

-- An alias has one home: another region's row of the same id would stand in for it.
create unique index connection_alias_id on connection_alias (id);
