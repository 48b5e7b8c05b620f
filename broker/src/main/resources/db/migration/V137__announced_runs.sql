-- Runs by hand and roll-outs are announced as windows are: they begin later, and people are told before.

alter table rollout add column begins_at timestamptz; -- null: at once

alter table maintenance_notice drop constraint maintenance_notice_pkey;
alter table maintenance_notice add column id uuid not null default gen_random_uuid() primary key;
alter table maintenance_notice
    alter column window_id drop not null,
    alter column planned_day drop not null,
    add column run_id uuid references maintenance_run on delete cascade,
    add column rollout_id uuid references rollout on delete cascade,
    add constraint maintenance_notice_of_one check (num_nonnulls(window_id, run_id, rollout_id) = 1),
    add constraint maintenance_notice_once
        unique nulls not distinct (desktop_id, window_id, planned_day, run_id, rollout_id, channel);
