package dev.berth.portal;

import dev.berth.broker.BundleRow;
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
        UUID bundle = BundleRow.add(jdbc, "Bundle " + desktop, 1, 1024, mode);
        jdbc.sql("""
                        with e as (insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id,
                                                            created_at)
                                   values (gen_random_uuid(), 'main', 'PERSON', :person::text, :label, :bundle, now()))
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :desktop, 'main', :person, b.id, b.image_version_id, :desktop::text, 1, 1024, :mode, 60,
                               :rests, now(), :rests, now() + interval '1 day', now()
                          from bundle b where b.id = :bundle
                        """)
                .param("desktop", desktop)
                .param("bundle", bundle)
                .param("mode", mode.name())
                .param("rests", rests.name())
                .param("person", person.id().objectGuid())
                .param("label", person.accountName())
                .update();
        return desktop;
    }
}
