package dev.berth.broker.console;

import dev.berth.broker.TestDatabase;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with some hundred people, twelve hundred desktops and three thousand sessions, made in one go. */
final class Company {

    static final int PEOPLE = 400;
    static final int DESKTOPS = 1_200;
    static final int SESSIONS = 3_000;
    static final int LIVE = 40;

    final DataSource source = TestDatabase.fresh();
    final JdbcClient jdbc = JdbcClient.create(source);
    final ListDatabase database = new ListDatabase(source);

    Company() {
        jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (md5('image')::uuid, 'main', 'Debian', '', 'LINUX', now());
                        insert into image_version (id, home_region, image_id, version, directory, command_line,
                                                   direct_kernel, created_at)
                        values (md5('version')::uuid, 'main', md5('image')::uuid, 1, '/srv', '', false, now());
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        select md5('bundle' || n)::uuid, 'main', 'Bundle ' || n, '', md5('version')::uuid, 2, 2048, 1, 1,
                               'AUTO_STOP', 60, 'isolated', true, true, true, true, now()
                          from generate_series(1, 4) n;
                        insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state,
                                                     vcpu_overcommit, reserved_memory_mib, reachable, created_at)
                        select md5('host' || n)::uuid, 'main', 'kvm' || n, 'simulated:' || n, 'berth', '127.0.0.1', 'ACTIVE',
                               4, 0, true, now()
                          from generate_series(1, 7) n;
                        insert into person (id, account_name, upn, display_name, mail, roles, memberships, last_seen_at)
                        select md5('person' || n)::uuid, 'account' || n, 'account' || n || '@corp.example.com',
                               'Person ' || n % 50, null,
                               case when n % 40 = 0 then '{EMPLOYEE,HELPDESK}'::text[] else '{EMPLOYEE}' end,
                               jsonb_build_array(jsonb_build_object('id', jsonb_build_object('sid', 'S-1-5-21-' || n % 10),
                                                                    'name', 'Team ' || n % 10)),
                               timestamptz '2026-11-20 12:00Z' - n * interval '1 day'
                          from generate_series(1, 400) n;
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, host_id,
                                             vcpus, memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             last_used_at, created_at)
                        select md5('desktop' || n)::uuid, 'main', md5('person' || 1 + (n - 1) % 400)::uuid,
                               md5('bundle' || 1 + (n - 1) / 400)::uuid, md5('version')::uuid, 'vm-' || n,
                               case when n % 8 > 0 then md5('host' || n % 8)::uuid end, 2, 2048,
                               case when n % 3 = 0 then 'MANUAL' else 'AUTO_STOP' end, 60,
                               case when n % 100 = 0 then 'ERROR' when n % 2 = 0 then 'STOPPED' else 'AVAILABLE' end, now(),
                               'RUNNING', case when n % 5 > 0 then timestamptz '2026-11-20 12:00Z' - n % 90 * interval '1 day' end,
                               timestamptz '2026-01-01 00:00Z' + n % 30 * interval '1 day'
                          from generate_series(1, 1200) n;
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             termination_reason, opened_at, ended_at)
                        select md5('session' || n)::uuid, 'main', 'REF-' || n, d.person_id, d.id, '10.0.' || n % 9 || '.' || n % 99,
                               'ENDED', case when n % 500 = 0 then 'ACCESS_REVOKED' else 'USER_ENDED' end,
                               timestamptz '2026-11-20 12:00Z' - n / 3 * interval '1 hour', timestamptz '2026-11-20 12:00Z'
                          from generate_series(1, 3000) n
                          join desktop d on d.id = md5('desktop' || 1 + n % 1200)::uuid;
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, opened_at)
                        select md5('live' || n)::uuid, 'main', 'LIVE-' || n, d.person_id, d.id, '192.0.2.' || n, 'CONNECTED',
                               timestamptz '2026-11-20 12:00Z' - n * interval '1 minute'
                          from generate_series(1, 40) n
                          join desktop d on d.id = md5('desktop' || n)::uuid;
                        """).update();
    }

    /** As PostgreSQL's {@code md5(thing)::uuid}. */
    UUID of(String thing) {
        return jdbc.sql("select md5(:thing)::uuid")
                .param("thing", thing)
                .query(UUID.class)
                .single();
    }

    void rename(String person, String displayName) {
        jdbc.sql("update person set display_name = :name where id = md5(:person)::uuid")
                .param("name", displayName)
                .param("person", person)
                .update();
    }
}
