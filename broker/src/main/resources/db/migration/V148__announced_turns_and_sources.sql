-- A desktop in a run that was announced and has not opened does not count as being in it: until then its windows have their
-- turns. look_at is 'infinity' meanwhile, so that a node of the version before leaves it alone.
alter table maintenance_item add column announced boolean not null default false;

drop index maintenance_item_one_live;
create unique index maintenance_item_one_live on maintenance_item (desktop_id) where ended_at is null and not announced;
create index maintenance_item_announced on maintenance_item (run_id) where announced;

-- What was given up is counted for whoever is to look.
create index desktop_software_given_up on desktop_software (desktop_id) where state = 'GIVEN_UP';

-- Pipelines that start when the sources of their packages have newer ones.
alter table pipeline add column on_package_change boolean not null default false;
alter table pipeline_run
    drop constraint pipeline_run_trigger_check,
    add constraint pipeline_run_trigger_check
        check (trigger in ('BY_HAND', 'SCHEDULE', 'BASE_CHANGED', 'PACKAGES_CHANGED'));

create table pipeline_watch (
    pipeline_id      uuid        primary key references pipeline on delete cascade,
    sources          text        not null default '',     -- lines of address, tab, path in its release
    look_at          timestamptz,                         -- not before; null: at once
    looked_at        timestamptz,                         -- null: not yet
    problem          text,                                -- a sentence, why the last look told nothing
    image_version_id uuid        references image_version on delete set null, -- with which it was compared
    changes          text        not null default '',     -- lines of name, tab, version there, tab, version offered
    begun            text        not null default ''      -- the same, of those for which a run was begun
);

-- A run that changed packages began is none that an older node could read.
update schema_contract
   set least_node = 148,
       reason = 'An older node cannot read a run that newer packages began.'
 where least_node < 148;
