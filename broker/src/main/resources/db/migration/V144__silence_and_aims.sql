-- For how long a guest was asked in vain. While no scheduler runs nobody asks, and that does not count.
alter table maintenance_update
    add column silent_ms bigint      not null default 0,
    add column silent_at timestamptz;               -- when it was last asked in vain; null since it last answered

-- What a run of a pipeline is for, as it was when the run began. Null of runs that a version before this one began: then
-- what the pipeline says counts. The image is no reference: a run whose image is gone fails, and says so.
alter table pipeline_run
    add column image_id uuid,
    add column roll_out boolean,
    add column bundles  uuid[];

-- Until when a person may not choose another clock for the desktop.
alter table desktop add column zone_chosen_at timestamptz;
