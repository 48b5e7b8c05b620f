package dev.berth.broker;

import dev.berth.broker.catalog.RunningMode;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A bundle as a row, of an image of its own whose files nobody looks for. */
public final class BundleRow {

    private BundleRow() {}

    /** A small one, which is stopped by hand. */
    public static UUID add(JdbcClient jdbc, String name) {
        return add(jdbc, name, 1, 1024, RunningMode.MANUAL);
    }

    public static UUID add(JdbcClient jdbc, String name, int vcpus, int memoryMib, RunningMode mode) {
        return jdbc.sql("""
                        with i as (insert into image values (gen_random_uuid(), 'main', :name, '', 'LINUX', now()) returning id),
                             v as (insert into image_version
                                   select gen_random_uuid(), 'main', id, 1, '/images', '', true, now() from i returning id)
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        select gen_random_uuid(), 'main', :name, '', v.id, :vcpus, :memory, 1024, 1024, :mode, 60, 'isolated',
                               true, true, true, true, now() from v
                        returning id
                        """)
                .param("name", name)
                .param("vcpus", vcpus)
                .param("memory", memoryMib)
                .param("mode", mode.name())
                .query(UUID.class)
                .single();
    }
}
