package dev.berth.portal;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A desktop as rows: a bundle of its own is given to its person, and nobody looks at it for a day. */
public final class RestingDesktop {

    private RestingDesktop() {}

    /** @param rests STOPPED or SUSPENDED */
    public static UUID add(JdbcClient jdbc, Person person, RunningMode mode, Wanted rests) {
        UUID desktop = UUID.randomUUID();
        jdbc.sql("""
                        with i as (insert into image values (gen_random_uuid(), 'main', :name, '', 'LINUX', now()) returning id),
                             v as (insert into image_version
                                   select gen_random_uuid(), 'main', id, 1, '/images', '', true, now() from i returning id),
                             b as (insert into bundle (id, home_region, name, description, image_version_id, vcpus,
                                                       memory_mib, root_volume_mib, user_volume_mib, running_mode,
                                                       auto_stop_minutes, network, copy_out, paste_in, shows_desktop,
                                                       enabled, created_at)
                                   select gen_random_uuid(), 'main', :name, '', v.id, 1, 1024, 1024, 1024, :mode, 60,
                                          'isolated', true, true, true, true, now() from v
                                   returning id, image_version_id),
                             e as (insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id,
                                                            created_at)
                                   select gen_random_uuid(), 'main', 'PERSON', :person::text, :label, id, now() from b)
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :desktop, 'main', :person, b.id, b.image_version_id, :desktop::text, 1, 1024, :mode, 60,
                               :rests, now(), :rests, now() + interval '1 day', now()
                          from b
                        """)
                .param("desktop", desktop)
                .param("name", "Bundle " + desktop)
                .param("mode", mode.name())
                .param("rests", rests.name())
                .param("person", person.id().objectGuid())
                .param("label", person.accountName())
                .update();
        return desktop;
    }
}
