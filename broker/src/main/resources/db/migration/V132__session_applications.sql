-- Applications that joined a session of applications after it was opened, of which the one that it was opened with stands
-- in its own row; and how people like their sessions.

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

alter table person
    add column keyboard text,                   -- such as DE_DE; empty: the gateway's usual one
    add column toolbar_edge text;               -- such as LEFT; empty: at the top
