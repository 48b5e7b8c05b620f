-- Entitlements by what the directory says of a person: their department, title, ….

alter table person add column attributes jsonb not null default '{}'; -- {"department": "Finance"}, as last read

alter table entitlement drop constraint entitlement_subject_kind_check;
alter table entitlement add constraint entitlement_subject_kind_check
    check (subject_kind in ('EVERYONE', 'ROLE', 'GROUP', 'ATTRIBUTE', 'PERSON'));

-- The subject of ATTRIBUTE is the directory's name of it, '=' and the value: department=Finance.
create or replace function entitlements_to(who uuid, as_roles text[], as_memberships jsonb, what_bundle uuid,
                                           what_application uuid)
    returns table (id uuid, subject_kind text, subject text, subject_label text, gives boolean, nearness integer)
    language sql stable as $$
    select e.id, e.subject_kind, e.subject, e.subject_label,
           case e.subject_kind
               when 'EVERYONE' then true
               when 'ROLE' then e.subject = any (as_roles)
               when 'GROUP' then exists (select from jsonb_array_elements(as_memberships) m
                                          where m -> 'id' ->> 'sid' = e.subject)
               when 'ATTRIBUTE' then exists (select from person p
                                              where p.id = who
                                                and lower(p.attributes ->> split_part(e.subject, '=', 1))
                                                    = lower(substr(e.subject, strpos(e.subject, '=') + 1)))
               when 'PERSON' then e.subject = who::text
           end,
           array_position(array['PERSON', 'ATTRIBUTE', 'GROUP', 'ROLE', 'EVERYONE'], e.subject_kind)
      from entitlement e
     where case when what_application is null then e.bundle_id = what_bundle
                else e.application_id = what_application end
$$;
