-- A company to look at: {desktops} desktops of four people in five, {sessions} sessions over 90 days. Set-based, and the
-- same each time. Rows rest: see the triggers at the end.

select setseed(0.42);

insert into node (boot_id, name, roles, started_at, seen_at)
select md5('node' || n)::uuid, 'gateway-' || n, '{GATEWAY}', now() - interval '9 days', now() + interval '10 years'
  from generate_series(1, 4) n;

insert into image (id, home_region, name, description, guest, created_at)
select md5('image' || n)::uuid, '{region}', (array['Debian 12', 'Debian 13', 'Windows 11'])[n], 'The golden image of the bench.',
       (array['LINUX', 'LINUX', 'WINDOWS'])[n], now() - interval '200 days'
  from generate_series(1, 3) n;

insert into image_version (id, home_region, image_id, version, directory, command_line, direct_kernel, created_at)
select md5('version' || n)::uuid, '{region}', md5('image' || n)::uuid, 1, '/srv/images/' || n, '', false, now() - interval '200 days'
  from generate_series(1, 3) n;

insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib, root_volume_mib,
                    user_volume_mib, running_mode, auto_stop_minutes, network, copy_out, paste_in, shows_desktop, enabled,
                    created_at)
select md5('bundle' || n)::uuid, '{region}',
       (array['Standard', 'Office', 'Developer', 'Designer', 'Analyst', 'Call centre', 'Finance', 'Lab', 'Training', 'Kiosk',
              'Engineer', 'Trading floor'])[n],
       'Desktops of the bench.', md5('version' || 1 + n % 3)::uuid, (array[2, 2, 4, 8, 4, 2, 2, 4, 2, 1, 8, 8])[n],
       (array[4, 4, 16, 32, 8, 4, 4, 8, 4, 2, 32, 16])[n] * 1024, 20480, 51200,
       (array['AUTO_STOP', 'AUTO_STOP', 'ALWAYS_ON', 'AUTO_STOP', 'MANUAL'])[1 + n % 5], 60, 'isolated', true, true, true, true,
       now() - interval '180 days'
  from generate_series(1, 12) n;

insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
select md5('entitlement' || n)::uuid, '{region}', 'EVERYONE', '', 'Everyone', md5('bundle' || n)::uuid, now()
  from generate_series(1, 12) n;

insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state, vcpu_overcommit, reserved_memory_mib,
                             cpus, memory_mib, free_memory_mib, virtualisation, hypervisor_version, reachable,
                             unreachable_reason, observed_at, created_at)
select md5('host' || n)::uuid, '{region}', 'kvm-' || lpad(n::text, 3, '0'), 'simulated:bench-' || n, 'berth', '127.0.0.1',
       case when n % 50 = 0 then 'DRAINING' else 'ACTIVE' end, 6, 8192, 128, 1024 * (array[1536, 1792, 2048])[1 + n % 3],
       1024 * 200, 'KVM', 'QEMU 9.0.2', n % 67 <> 0, case when n % 67 = 0 then 'It does not answer: connection refused.' end,
       now(), now() - interval '180 days'
  from generate_series(1, greatest(4, {desktops} / 250)) n;

-- People: names as companies in Germany, Korea and elsewhere have them, each in a department, a site and a team.
insert into person (id, account_name, upn, display_name, mail, roles, memberships, last_seen_at)
select md5('person' || n)::uuid, account, account || '@corp.example.com', display, account || '@corp.example.com',
       case when n % 400 = 0 then '{EMPLOYEE,HELPDESK}'::text[] else '{EMPLOYEE}'::text[] end,
       (select jsonb_agg(jsonb_build_object('id', jsonb_build_object('sid', 'S-1-5-21-1-2-3-' || g.rid), 'name', g.name,
                                            'dn', 'CN=' || g.name || ',OU=Groups,DC=corp,DC=example,DC=com', 'path',
                                            jsonb_build_array(g.name)))
          from (values (1000 + n % 20, 'Department ' || 1 + n % 20), (2000 + n % 8, 'Site ' || 1 + n % 8),
                       (3000 + n % 500, 'Team ' || 1 + n % 500), (513, 'Domain Users')) g(rid, name)),
       now() - interval '13 hours' - (n::bigint * 7919 % 129600) * interval '1 minute'
  from (select n,
               case when n % 9 = 0 then sur_ko || given_ko else given || ' ' || sur end as display,
               lower(substr(given, 1, 1) || '.' || replace(sur, '''', '')) || n as account
          from (select n,
                       (array['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Felix', 'Grace', 'Henry', 'Ida', 'Jonas', 'Klara',
                              'Leon', 'Mia', 'Noah', 'Olga', 'Paul', 'Rosa', 'Samir', 'Tara', 'Umut', 'Vera', 'Wei',
                              'Yara', 'Zoe'])[1 + n * 31 % 24] as given,
                       (array['Adler', 'Becker', 'Costa', 'Dietrich', 'Eriksen', 'Fischer', 'Garcia', 'Hoffmann', 'Ivanova',
                              'Jansen', 'Keller', 'Lehmann', 'Meyer', 'Nakamura', 'O''Brien', 'Petrov', 'Quinn', 'Richter',
                              'Schneider', 'Tanaka', 'Ullrich', 'Vogel', 'Wagner', 'Yilmaz', 'Zimmermann'])[1 + n * 17 % 25]
                           || case n % 3 when 0 then '' when 1 then '-Berg' else 'sen' end as sur,
                       (array['김', '이', '박', '최', '정', '강', '조', '윤'])[1 + n % 8] as sur_ko,
                       (array['민준', '서연', '도윤', '지우', '하은', '철수', '영희'])[1 + n % 7] as given_ko
                  from generate_series(1, {desktops} * 4 / 5) n) parts) named;

-- Desktops: everybody has one, each fourth person two.
insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, host_id, vcpus, memory_mib,
                     running_mode, auto_stop_minutes, state, state_reason, state_since, wanted, power, holds_room,
                     started_at, first_ready_at, last_used_at, created_at, retry_at)
select md5('desktop' || n)::uuid, '{region}', md5('person' || 1 + (n - 1) % people)::uuid, b.id, b.image_version_id,
       'berth-' || substr(md5('name' || n), 1, 8), case when state <> 'PENDING' then md5('host' || 1 + abs(hashtext('room' || n)::bigint) % hosts)::uuid end,
       b.vcpus, b.memory_mib, b.running_mode, 60, state,
       case state when 'ERROR' then 'Storage pool ''gold'' is inactive. Start the pool, then try again.'
                  when 'UNHEALTHY' then 'Its guest has not answered for 4 minutes.' end,
       now() - (n % 5000) * interval '1 minute', case when state = 'STOPPED' then 'STOPPED' else 'RUNNING' end,
       case when state in ('STOPPED', 'PENDING', 'ERROR') then 'OFF' else 'RUNNING' end,
       state not in ('STOPPED', 'PENDING', 'ERROR'), case when state in ('AVAILABLE', 'UNHEALTHY') then now() - interval '1 hour' end,
       now() - interval '80 days', case when n % 40 <> 0 then now() - (n::bigint * 104729 % 100000) * interval '1 minute' end,
       now() - interval '90 days' - (n % 90000) * interval '1 minute', now() + interval '10 years'
  from (select n, {desktops} * 4 / 5 as people, greatest(4, {desktops} / 250) as hosts,
               md5('bundle' || 1 + (n + 5 * ((n - 1) / ({desktops} * 4 / 5))) % 12)::uuid as bundle,
               case when n % 977 = 0 then 'ERROR' when n % 499 = 0 then 'UNHEALTHY' when n % 1499 = 0 then 'PENDING'
                    when n % 811 = 0 then 'STARTING' when n % 5 < 2 then 'AVAILABLE' else 'STOPPED' end as state
          from generate_series(1, {desktops}) n) d
  join bundle b on b.id = d.bundle;

-- Sessions: more by day than by night, more in the week than at its end; the last ones of running desktops are live.
insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, termination_reason, failure,
                     gateway_boot, opened_at, ready_at, connected_at, disconnected_at, last_input_at, ended_at)
select md5('session' || n)::uuid, '{region}', upper(substr(md5('reference' || n), 1, 4) || '-' || lpad(to_hex(n), 6, '0')),
       d.person_id, d.id, '10.' || n % 8 || '.' || n / 7 % 250 || '.' || n % 251, 'ENDED', reason,
       case reason when 'OPENING_FAILED' then 'The guest did not answer within 30 minutes.' end, md5('node' || 1 + n % 4)::uuid,
       opened, opened + interval '3 seconds', case when reason <> 'OPENING_FAILED' then opened + interval '4 seconds' end,
       opened + length, opened + length * 0.9, opened + length
  from (select n, desktop, reason, length,
               day - case when extract(isodow from day) > 5 and n % 5 > 0 then (2 + n % 3) * interval '1 day' else interval '0' end
                   + interval '6 hours' + (random() + random() + random()) / 3 * interval '16 hours' as opened
          from (select n, md5('desktop' || 1 + n::bigint * 7919 % {desktops})::uuid as desktop,
                       case when n % 733 = 0 then 'OPENING_FAILED' when n % 1009 = 0 then 'ACCESS_REVOKED'
                            when n % 601 = 0 then 'ADMIN_ENDED' when n % 3 = 0 then 'GUEST_LOGGED_OFF'
                            when n % 7 = 0 then 'DISCONNECT_TIMEOUT' when n % 11 = 0 then 'DESKTOP_STOPPED'
                            else 'USER_ENDED' end as reason,
                       date_trunc('day', now()) - (90 - (n - 1)::bigint * 90 / {sessions}) * interval '1 day' as day,
                       (10 + n % 400) * interval '1 minute' as length
                  from generate_series(1, {sessions}) n) days) s
  join desktop d on d.id = s.desktop
 order by opened;

insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, gateway_boot, opened_at,
                     ready_at, connected_at, disconnected_at, last_input_at)
select md5('live' || id)::uuid, '{region}', upper(substr(md5('live' || id), 1, 4) || '-L' || lpad(to_hex(n), 5, '0')),
       person_id, id, '10.2.' || n % 250 || '.' || n % 249, case when n % 6 = 0 then 'DISCONNECTED' else 'CONNECTED' end,
       md5('node' || 1 + n % 4)::uuid, now() - n % 500 * interval '1 minute', now() - n % 500 * interval '1 minute',
       now() - n % 500 * interval '1 minute', case when n % 6 = 0 then now() - n % 50 * interval '1 minute' end,
       now() - n % 20 * interval '1 minute'
  from (select id, person_id, row_number() over (order by id) as n from desktop where state = 'AVAILABLE') d
 where n % 8 = 0;

-- Stages of the last two weeks' sessions that were connected: most resume in two seconds, each ninth boots.
insert into session_stage (session_id, stage, at)
select s.id, g.stage, s.opened_at + case when s.boots then g.booting else g.resuming end * s.pace * interval '1 second'
  from (select id, opened_at, hashtext(reference) % 9 = 0 as boots, 0.7 + 0.4 * random() + 0.6 * random() ^ 6 as pace
          from session
         where opened_at > now() - interval '14 days' and connected_at is not null) s
 cross join (values ('AUTHORISED', 0.02, 0.02), ('PLACED', 0.05, 0.05), ('DISK_READY', 0.25, 0.25),
                    ('MACHINE_STARTED', 1.3, 2.0), ('GUEST_READY', 1.5, 29.0), ('CREDENTIALS_SET', 1.7, 29.3),
                    ('CONNECTED', 2.0, 29.8), ('FIRST_FRAME', 2.4, 30.6)) g(stage, resuming, booting);

insert into audit_entry (at, person_id, actor, address, action, thing_kind, thing, decision, reason)
select now() - n * interval '26 seconds', md5('person' || 1 + n % 1000)::uuid, 'person' || n % 1000, '10.1.2.3',
       (array['desktop.start', 'desktop.stop', 'session.open', 'session.end', 'portal.sign-in'])[1 + n % 5],
       (array['desktop', 'desktop', 'session', 'session', 'portal'])[1 + n % 5], md5('desktop' || n % {desktops})::uuid,
       case when n % 31 = 0 then 'REFUSED' else 'DONE' end, 'Asked for by hand.'
  from generate_series(300000, 1, -1) n;

-- At rest: neither a host's report nor the directory, which knows none of these people, changes what was seeded.
create function bench_at_rest() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger bench_at_rest before update on person for each row when (old.mail like '%@corp.example.com' and old.id = md5('person' || substring(old.account_name from '[0-9]+$'))::uuid) execute function bench_at_rest();
create trigger bench_at_rest before update on hypervisor_host for each row when (old.uri like 'simulated:bench-%') execute function bench_at_rest();

comment on table desktop is 'Seeded by ./berth bench console: {desktops} desktops, {sessions} sessions';
