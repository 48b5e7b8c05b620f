-- Every entitlement to a bundle's desktop (what_application null) or to an application, and whether it gives it to
-- somebody with this id, these roles and these memberships. The one place that says when an entitlement counts.
create function entitlements_to(who uuid, as_roles text[], as_memberships jsonb, what_bundle uuid, what_application uuid)
    returns table (id uuid, subject_kind text, subject text, subject_label text, gives boolean, nearness integer)
    language sql stable as $$
    select e.id, e.subject_kind, e.subject, e.subject_label,
           case e.subject_kind
               when 'EVERYONE' then true
               when 'ROLE' then e.subject = any (as_roles)
               when 'GROUP' then exists (select from jsonb_array_elements(as_memberships) m
                                          where m -> 'id' ->> 'sid' = e.subject)
               when 'PERSON' then e.subject = who::text
           end,
           array_position(array['PERSON', 'GROUP', 'ROLE', 'EVERYONE'], e.subject_kind)
      from entitlement e
     where case when what_application is null then e.bundle_id = what_bundle
                else e.application_id = what_application end
$$;

create or replace function entitled_through(who uuid, what_bundle uuid, what_application uuid)
    returns table (subject_kind text, subject text, subject_label text)
    language sql stable as $$
    select e.subject_kind, e.subject, e.subject_label
      from person p
     cross join lateral entitlements_to(p.id, p.roles, p.memberships, what_bundle, what_application) e
     where p.id = who and e.gives
     order by e.nearness, e.subject_label
     limit 1
$$;

-- What helpdesk told people who had a session.
create table session_message (
    id          bigint      generated always as identity primary key,
    session_id  uuid        not null references session on delete cascade,
    kind        text        not null check (kind in ('TEXT', 'SCREEN_SEEN')),
    sent_by     text        not null,               -- the account of whoever wrote it, or looked
    text        text        not null,               -- empty with SCREEN_SEEN
    sent_at     timestamptz not null
);
create index session_message_session on session_message (session_id);

-- Helpdesk looks for sign-ins that were refused before anybody knew who it was, and for people by where they are.
create index audit_entry_nobody on audit_entry (lower(actor), at) where person_id is null and action = 'portal.sign-in';
create index session_client_address on session (client_address, opened_at desc);
