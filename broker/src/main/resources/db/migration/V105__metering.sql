-- What is paid for. Facts are kept apart from desktops and sessions, by triggers on their rows: whoever changes a
-- desktop, in whatever way, changes the facts in the same transaction, so nothing is counted twice or for ever.

-- What a bundle costs from a moment on. Rows are added, never changed: what was counted stays as it was.
create table bundle_price (
    id             uuid        primary key,
    home_region    text        not null,
    bundle_id      uuid        not null,             -- no reference: what was paid outlives the bundle
    currency       text        not null check (currency ~ '^[A-Z]{3}$'),
    monthly_minor  bigint      not null check (monthly_minor >= 0), -- ALWAYS_ON, a month; in the currency's smallest unit
    base_minor     bigint      not null check (base_minor >= 0),    -- AUTO_STOP and MANUAL, a month
    hour_minor     bigint      not null check (hour_minor >= 0),    -- AUTO_STOP and MANUAL, a started hour
    valid_from     timestamptz not null,
    author         text        not null,
    created_at     timestamptz not null,
    unique (bundle_id, valid_from)
);

-- KEPT: a desktop existed, from when it was first ready until it was given up. RUN: its machine ran and could be used.
-- An interval ends where what it is charged by changes: person, bundle or running mode.
create table usage_interval (
    id             uuid        primary key default gen_random_uuid(),
    home_region    text        not null,
    kind           text        not null check (kind in ('KEPT', 'RUN')),
    desktop_id     uuid        not null,             -- no reference: facts outlive what they are about
    person_id      uuid        not null,
    bundle_id      uuid        not null,
    running_mode   text        not null,
    chain_id       uuid        not null,             -- the first of the runs that follow each other within an hour
    began_at       timestamptz not null,
    seen_at        timestamptz not null,             -- the last moment at which the machine is known to have run
    ended_at       timestamptz,
    ended_because  text        check (ended_because in ('STOPPED', 'TIMER', 'CUT_OFF', 'CHANGED', 'HELD', 'TERMINATED')),
    closed_at      timestamptz,                      -- when the end was written down
    check (ended_at >= began_at),
    check (num_nonnulls(ended_at, ended_because, closed_at) in (0, 3))
);
create unique index usage_interval_open on usage_interval (desktop_id, kind) where ended_at is null;
create index usage_interval_desktop on usage_interval (desktop_id, kind, began_at);
create index usage_interval_span on usage_interval (kind, began_at, ended_at);
create index usage_interval_chain on usage_interval (chain_id);
create index usage_interval_closed on usage_interval (closed_at);

-- When a person was on a desktop, or on the way to it. A session that is left and taken up again has several.
create table session_presence (
    session_id     uuid        not null,
    desktop_id     uuid        not null,
    person_id      uuid        not null,
    began_at       timestamptz not null,
    ended_at       timestamptz,
    check (ended_at >= began_at)
);
create unique index session_presence_open on session_presence (session_id) where ended_at is null;
create index session_presence_desktop on session_presence (desktop_id, began_at);
create index session_presence_session on session_presence (session_id);

-- A UTC day's file, as it was when the day was over.
create table metering_day (
    day            date        primary key,
    content        text        not null,
    frozen_at      timestamptz not null
);

create function usage_begins(d desktop, what text, at timestamptz) returns void language plpgsql as $$
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
    at := greatest(at, before.ended_at);
    insert into usage_interval (id, home_region, kind, desktop_id, person_id, bundle_id, running_mode, chain_id,
                                began_at, seen_at)
    values (fresh, d.home_region, what, d.id, d.person_id, d.bundle_id, d.running_mode,
            case when before.ended_at > at - interval '1 hour' then before.chain_id else fresh end, at, at)
        on conflict do nothing;
end $$;

-- at null: the end was not seen; then it is where the machine was last known to run.
create function usage_ends(d desktop, what text, at timestamptz, why text, written timestamptz) returns void
    language sql as $$
    update usage_interval
       set ended_at = greatest(began_at, coalesce(at, seen_at)),
           ended_because = why,
           closed_at = greatest(began_at, written)
     where desktop_id = d.id and kind = what and ended_at is null
$$;

create function usage_runs(d desktop) returns boolean language sql immutable as $$
    select d.state in ('AVAILABLE', 'UNHEALTHY', 'REBOOTING')
$$;

create function usage_kept(d desktop) returns boolean language sql immutable as $$
    select d.first_ready_at is not null and d.state not in ('TERMINATING', 'TERMINATED')
$$;

-- The end of a run: hours stop when the timer is due, however long the machine takes to stop; and where nobody saw the
-- machine stop, with what was last seen of it.
create function usage_run_ends(was desktop, d desktop) returns void language plpgsql as $$
declare
    due    timestamptz := was.stop_due_at;
    unseen boolean := d.state in ('STARTING', 'STOPPED', 'PENDING', 'ERROR') or was.power = 'UNKNOWN';
    why    text := case when d.state in ('TERMINATING', 'TERMINATED') then 'TERMINATED'
                        when d.state in ('STARTING', 'STOPPED', 'PENDING', 'ERROR') then 'CUT_OFF'
                        when d.state = 'STOPPING' then 'STOPPED'
                        else 'HELD' end;
    seen   timestamptz;
begin
    select seen_at into seen from usage_interval where desktop_id = d.id and kind = 'RUN' and ended_at is null;
    if due <= (case when unseen then seen else d.state_since end) then
        perform usage_ends(d, 'RUN', due, 'TIMER', d.state_since);
    else
        perform usage_ends(d, 'RUN', case when not unseen then d.state_since end, why, d.state_since);
    end if;
end $$;

create function record_usage() returns trigger language plpgsql as $$
declare
    changed  boolean;
    open_run boolean;
begin
    if tg_op = 'DELETE' then
        perform usage_ends(old, 'RUN', null, 'TERMINATED', clock_timestamp());
        perform usage_ends(old, 'KEPT', clock_timestamp(), 'TERMINATED', clock_timestamp());
        return null;
    end if;
    if tg_op = 'INSERT' then
        if usage_kept(new) then
            perform usage_begins(new, 'KEPT', new.first_ready_at);
        end if;
        if usage_runs(new) then
            perform usage_begins(new, 'RUN', coalesce(new.started_at, new.state_since));
        end if;
        return null;
    end if;

    changed := (old.person_id, old.bundle_id, old.running_mode)
               is distinct from (new.person_id, new.bundle_id, new.running_mode);

    if usage_kept(old) and (changed or not usage_kept(new)) then
        perform usage_ends(new, 'KEPT', case when changed then clock_timestamp() else new.state_since end,
                           case when changed then 'CHANGED' else 'TERMINATED' end,
                           case when changed then clock_timestamp() else new.state_since end);
    end if;
    if usage_kept(new) and (changed or not usage_kept(old)) then
        perform usage_begins(new, 'KEPT', case when usage_kept(old) then clock_timestamp() else new.first_ready_at end);
    end if;

    if usage_runs(old) and not usage_runs(new) then
        perform usage_run_ends(old, new);
    elsif usage_runs(new) and not usage_runs(old) then
        -- A machine that could not be saved when its timer ended goes on running, and nobody pays for that.
        if old.state <> 'STOPPING' or new.stop_due_at is null then
            perform usage_begins(new, 'RUN', new.state_since);
        end if;
    elsif usage_runs(new) then
        open_run := exists (select from usage_interval
                             where desktop_id = new.id and kind = 'RUN' and ended_at is null);
        if open_run and changed then
            perform usage_ends(new, 'RUN', clock_timestamp(), 'CHANGED', clock_timestamp());
            perform usage_begins(new, 'RUN', clock_timestamp());
        elsif not open_run and new.stop_due_at is null then
            -- Somebody uses it again, or it is to run always.
            perform usage_begins(new, 'RUN', coalesce(new.last_used_at, clock_timestamp()));
        end if;
    end if;
    return null;
end $$;

create trigger desktop_usage_added after insert or delete on desktop
    for each row execute function record_usage();
create trigger desktop_usage_moved after update on desktop
    for each row
    when ((old.state, old.person_id, old.bundle_id, old.running_mode, old.first_ready_at, old.stop_due_at is null)
          is distinct from
          (new.state, new.person_id, new.bundle_id, new.running_mode, new.first_ready_at, new.stop_due_at is null))
    execute function record_usage();

create function record_presence() returns trigger language plpgsql as $$
declare
    there  boolean := new.state in ('OPENING', 'READY', 'CONNECTED');
    left_at timestamptz := coalesce(new.disconnected_at, new.ended_at, clock_timestamp());
begin
    if tg_op = 'INSERT' then
        insert into session_presence (session_id, desktop_id, person_id, began_at, ended_at)
        values (new.id, new.desktop_id, new.person_id, new.opened_at,
                case when not there then greatest(new.opened_at, left_at) end);
    elsif there and old.state = 'DISCONNECTED' then
        insert into session_presence (session_id, desktop_id, person_id, began_at)
        values (new.id, new.desktop_id, new.person_id,
                case when new.state = 'CONNECTED' then new.connected_at else coalesce(new.ready_at, clock_timestamp()) end)
            on conflict do nothing;
    elsif not there then
        update session_presence
           set ended_at = greatest(began_at, left_at)
         where session_id = new.id and ended_at is null;
    end if;
    return null;
end $$;

create trigger session_presence_added after insert on session
    for each row execute function record_presence();
create trigger session_presence_moved after update on session
    for each row when (old.state is distinct from new.state)
    execute function record_presence();

-- The groups of a person from a moment on: costs by group of a past month stay what they were.
create table person_groups (
    person_id      uuid        not null,
    since          timestamptz not null,
    groups         jsonb       not null,             -- [{"sid": …, "name": …}], by sid
    primary key (person_id, since)
);

create function groups_of(memberships jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_agg(jsonb_build_object('sid', m -> 'id' ->> 'sid', 'name', m ->> 'name')
                              order by m -> 'id' ->> 'sid'), '[]')
      from jsonb_array_elements(memberships) m
$$;

create function record_groups() returns trigger language plpgsql as $$
declare
    latest jsonb;
begin
    select groups into latest from person_groups where person_id = new.id order by since desc limit 1;
    if latest is distinct from groups_of(new.memberships) then
        insert into person_groups (person_id, since, groups)
        values (new.id, clock_timestamp(), groups_of(new.memberships))
            on conflict (person_id, since) do update set groups = excluded.groups;
    end if;
    return null;
end $$;

create trigger person_groups_added after insert on person
    for each row execute function record_groups();
create trigger person_groups_changed after update on person
    for each row when (old.memberships is distinct from new.memberships)
    execute function record_groups();

insert into person_groups (person_id, since, groups)
select id, now(), groups_of(memberships) from person;

-- History begins now for desktops; of sessions, what their rows still tell.
insert into usage_interval (home_region, kind, desktop_id, person_id, bundle_id, running_mode, chain_id, began_at, seen_at)
select d.home_region, k.kind, d.id, d.person_id, d.bundle_id, d.running_mode, gen_random_uuid(), now(), now()
  from desktop d
 cross join (values ('KEPT'), ('RUN')) k (kind)
 where usage_kept(d) and (k.kind = 'KEPT' or usage_runs(d));

insert into session_presence (session_id, desktop_id, person_id, began_at, ended_at)
select id, desktop_id, person_id, opened_at,
       case when state in ('DISCONNECTED', 'ENDED') then greatest(opened_at, coalesce(disconnected_at, ended_at)) end
  from session;
