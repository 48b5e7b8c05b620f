package dev.berth.bench.storm;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region's database for a storm: a PostgreSQL of its own that forgets nothing, with hosts, a bundle and people. */
final class StormRegion implements AutoCloseable {

    private static final String CONNECTIONS = "200";
    static final int CPUS = 512;
    static final int MEMORY_MIB = 4 * 1024 * 1024;

    private final EmbeddedPostgres server;
    private final JdbcClient jdbc;

    private StormRegion(EmbeddedPostgres server) {
        this.server = server;
        this.jdbc = JdbcClient.create(server.getPostgresDatabase());
    }

    static StormRegion begin(int hosts, int people) {
        try {
            // Commits are on the disk before they count; the embedded server's own default is that they are not.
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("shared_buffers", "512MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .setServerConfig("max_connections", CONNECTIONS)
                    .start();
            var region = new StormRegion(server);
            Flyway.configure().dataSource(server.getPostgresDatabase()).load().migrate();
            region.fill(hosts, people);
            return region;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL for the storm", e);
        }
    }

    /** What the simulator calls a host. */
    static String host(int number) {
        return "storm-" + number;
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    List<UUID> people() {
        return jdbc.sql("select id from person order by id").query(UUID.class).list();
    }

    UUID bundle() {
        return jdbc.sql("select id from bundle").query(UUID.class).single();
    }

    /** How many desktops have a host. */
    long placed() {
        return count("select count(*) from desktop where host_id is not null");
    }

    long opened() {
        return count("select count(*) from desktop");
    }

    /** What must not be: a person with two, a host with more than it has, a desktop on a host that does not know it. */
    List<String> contradictions() {
        return jdbc.sql("""
                        select 'person ' || person_id || ' has ' || count(*) || ' desktops'
                          from desktop where state <> 'TERMINATED' group by person_id having count(*) > 1
                        union all
                        select 'host ' || h.name || ' promised ' || sum(d.memory_mib) || ' MiB of ' || h.memory_mib
                          from desktop d join hypervisor_host h on h.id = d.host_id
                         where d.holds_room group by h.name, h.memory_mib having sum(d.memory_mib) > h.memory_mib
                        union all
                        select 'desktop ' || id || ' has a host and no room on it'
                          from desktop where host_id is not null and not holds_room
                        """).query(String.class).list();
    }

    private void fill(int hosts, int people) {
        var image = UUID.randomUUID();
        var version = UUID.randomUUID();
        jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (?, 'main', 'storm', '', 'LINUX', now())
                        """).param(image).update();
        jdbc.sql("""
                        insert into image_version (id, home_region, image_id, version, directory, command_line,
                                                   direct_kernel, created_at)
                        values (?, 'main', ?, 1, '/nowhere', '', false, now())
                        """).params(version, image).update();
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        values (?, 'main', 'Storm', '', ?, 1, 1024, 1024, 256, 'AUTO_STOP', 60, 'isolated',
                                true, true, true, true, now())
                        """).params(UUID.randomUUID(), version).update();
        jdbc.sql("""
                        insert into person (id, account_name, upn, display_name, last_seen_at)
                        select gen_random_uuid(), 'p' || i, 'p' || i || '@corp.example.com', 'Person ' || i, now()
                          from generate_series(1, ?) i
                        """).param(people).update();
        for (int i = 0; i < hosts; i++) {
            jdbc.sql("""
                            insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state,
                                                         vcpu_overcommit, reserved_memory_mib, cpus, memory_mib,
                                                         free_memory_mib, virtualisation, hypervisor_version,
                                                         reachable, observed_at, created_at)
                            values (?, 'main', ?, ?, 'berth', '127.0.0.1', 'ACTIVE', 8, 0, ?, ?, ?, 'SIMULATED', '1',
                                    true, now(), now())
                            """)
                    .params(
                            UUID.randomUUID(),
                            "h" + i,
                            URI.create("simulated:" + host(i)).toString(),
                            CPUS,
                            MEMORY_MIB,
                            MEMORY_MIB)
                    .update();
        }
        jdbc.sql("analyze").update();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop the storm's PostgreSQL", e);
        }
    }
}
