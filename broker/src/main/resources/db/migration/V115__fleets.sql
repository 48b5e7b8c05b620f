-- Fleets: pools of instances that serve one session each and are destroyed. An instance is a row of desktop that belongs
-- to a fleet, and to nobody until somebody takes it.

create table fleet (
    id                 uuid        primary key,
    home_region        text        not null,
    bundle_id          uuid        not null unique references bundle, -- what its instances are made of, and who may open them
    mode               text        not null check (mode in ('ALWAYS_ON', 'ON_DEMAND')),
    least              integer     not null check (least between 0 and 1000),
    most               integer     not null check (most between 1 and 1000),
    zone               text        not null,        -- of the schedule, such as Europe/Berlin
    schedule           jsonb       not null default '[]', -- [{"days": ["MONDAY"], "at": "08:00", "least": 4, "most": 10}]
    session_minutes    integer     not null check (session_minutes between 10 and 5760),
    disconnect_minutes integer     not null check (disconnect_minutes between 1 and 5760),
    idle_minutes       integer     not null check (idle_minutes between 0 and 5760), -- 0: never
    enabled            boolean     not null,        -- one that is not keeps no instances but those that serve
    desired            integer     not null default 0, -- how many there are to be, as scaling last set it
    desired_because    text        not null default '',
    scaled_out_at      timestamptz,
    scaled_in_at       timestamptz,
    short_at           timestamptz,                 -- when somebody last found nothing free
    revision           bigint      not null default 1,
    created_at         timestamptz not null,
    check (least <= most)
);

-- One row each time a fleet's size or use changed, for the history.
create table fleet_sample (
    fleet_id uuid        not null references fleet on delete cascade,
    at       timestamptz not null,
    desired  integer     not null,
    serving  integer     not null,
    free     integer     not null,
    coming   integer     not null,
    why      text        not null,                  -- a sentence when it was scaled; empty when only its use changed
    primary key (fleet_id, at)
);

alter table desktop
    alter column person_id drop not null,           -- an instance that nobody has taken yet is nobody's
    add column fleet_id uuid references fleet,
    add column taken_at timestamptz,                -- when somebody took the instance
    add column spent_at timestamptz,                -- since then the instance has served its session, and is to be destroyed
    add constraint desktop_has_person_or_fleet check (person_id is not null or fleet_id is not null),
    add constraint desktop_taken check (fleet_id is null or (person_id is null) = (taken_at is null));
create index desktop_fleet on desktop (fleet_id) where fleet_id is not null and state <> 'TERMINATED';

drop index desktop_one_per_person_and_bundle;
create unique index desktop_one_per_person_and_bundle on desktop (person_id, bundle_id)
    where state <> 'TERMINATED' and fleet_id is null;
create unique index instance_one_per_person on desktop (person_id, fleet_id)
    where fleet_id is not null and spent_at is null and state not in ('TERMINATING', 'TERMINATED');

-- Whatever a program does wrong: what one person has had, no other gets.
create function keep_instances_apart() returns trigger language plpgsql as $$
begin
    if old.person_id is distinct from new.person_id and old.person_id is not null then
        raise exception 'Instance % was %''s and goes to nobody else', old.id, old.person_id;
    end if;
    if new.person_id is not null and old.person_id is null and old.spent_at is not null
       or old.spent_at is not null and new.spent_at is distinct from old.spent_at then
        raise exception 'Instance % is spent and serves nobody any more', old.id;
    end if;
    if old.fleet_id is distinct from new.fleet_id then
        raise exception 'Instance % stays in its fleet', old.id;
    end if;
    return new;
end $$;
create trigger instances_apart before update of person_id, spent_at, fleet_id on desktop
    for each row when (old.fleet_id is not null or new.fleet_id is not null)
    execute function keep_instances_apart();

-- Who uses an instance pays for the hours from when they took it; an instance that waits is nobody's cost, and none has
-- a monthly base.
create or replace function usage_runs(d desktop) returns boolean language sql immutable as $$
    select d.person_id is not null and d.state in ('AVAILABLE', 'UNHEALTHY', 'REBOOTING')
$$;
create or replace function usage_kept(d desktop) returns boolean language sql immutable as $$
    select d.fleet_id is null and d.first_ready_at is not null and d.state not in ('TERMINATING', 'TERMINATED')
$$;
create or replace function usage_begins(d desktop, what text, at timestamptz) returns void language plpgsql as $$
declare
    fresh  uuid := gen_random_uuid();
    before usage_interval;
begin
    select * into before
      from usage_interval
     where desktop_id = d.id and kind = what
     order by began_at desc
     limit 1;
    -- Clocks of two nodes may differ by a moment; intervals of one desktop never overlap.
    at := greatest(at, before.ended_at, d.taken_at);
    insert into usage_interval (id, home_region, kind, desktop_id, person_id, bundle_id, running_mode, chain_id,
                                began_at, seen_at)
    values (fresh, d.home_region, what, d.id, d.person_id, d.bundle_id, d.running_mode,
            case when before.ended_at > at - interval '1 hour' then before.chain_id else fresh end, at, at)
        on conflict do nothing;
end $$;

alter table session add column limit_told_at timestamptz; -- when its person was told that its time is nearly over

update schema_contract
   set least_node = 115,
       reason = 'An older node would take an instance of a fleet for somebody''s desktop, and keep what is to be destroyed.'
 where least_node < 115;
