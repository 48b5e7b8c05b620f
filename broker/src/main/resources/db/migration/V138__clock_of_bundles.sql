-- The clock that desktops of a bundle go by, unless one was chosen for the desktop; null: the default window's.
alter table bundle add column zone text; -- of the tz database
