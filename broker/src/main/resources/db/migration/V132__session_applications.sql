-- Applications that joined a session of applications after it was opened. The one that it was opened with stands in
-- its own row.

create table session_application (
    session_id      uuid        not null references session on delete cascade,
    application_id  uuid        not null references application,
    asked_at        timestamptz not null,
    started_at      timestamptz,                -- the guest runs it; empty while it is still to be started
    failure         text,                       -- why it could not be started, for its person
    primary key (session_id, application_id)
);
create index session_application_wanted on session_application (asked_at)
    where started_at is null and failure is null;
