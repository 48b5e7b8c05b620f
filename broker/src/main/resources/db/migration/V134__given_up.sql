-- That an admin gave up what a lost host holds of a desktop: it is not listed any more while the host is silent. The row
-- stays, so that the desktop's machine there is turned off should the host come back after all.
alter table host_remains
    add column given_up_at timestamptz,
    add column given_up_by text;
