-- A person puts the turn of their desktop in an announced roll-out off. A node of the version before does not know of it and
-- takes the desktop at once, as it did.

alter table rollout_desktop
    add column put_off_at    timestamptz,           -- when its person did
    add column put_off_until timestamptz;           -- it is not taken before
