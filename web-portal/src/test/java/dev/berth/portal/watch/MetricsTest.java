package dev.berth.portal.watch;

import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.EMPLOYEE;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.BundleRow;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.host.Hosts;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.portal.PortalTest;
import dev.berth.portal.watch.MetricsTable.Metric;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is told to Prometheus is what docs/metrics.md says, all of it and nothing else. */
class MetricsTest extends PortalTest {

    private static final Duration EVERY = Duration.ofSeconds(15);
    /** No desktop that waits for room gets it here: the host goes again. */
    private static final long ALL_OF_IT = 1024 * 1024;

    private static final Actor SET_UP = new Actor.Nobody("the test");

    @Autowired
    private Hosts hosts;

    @Autowired
    private HostWatch watch;

    @Autowired
    private RegionMeters regions;

    @Autowired
    private JdbcClient sql;

    private final String name = "m" + UUID.randomUUID().toString().substring(0, 8);
    private Host host;

    @BeforeEach
    void oneOfEach() {
        var world = SimulatedWorld.named(name);
        host = hosts.add(
                new HostSpec(
                        name,
                        new HostConnection(URI.create("simulated:" + world.name()), "berth", "127.0.0.1"),
                        4,
                        ALL_OF_IT),
                SET_UP);
        watch.ask(host.id());
        sql.sql("""
                        insert into fleet (id, home_region, bundle_id, mode, least, most, zone, session_minutes,
                                           disconnect_minutes, idle_minutes, enabled, created_at)
                        values (gen_random_uuid(), 'main', :bundle, 'ON_DEMAND', 0, 1, 'UTC', 60, 5, 0, false, now())
                        """).param("bundle", BundleRow.add(sql, name)).update();
        sql.sql("""
                        insert into region_peer (name, host, port, database_name, user_name, password_file, tls, state,
                                                 created_at)
                        values (:name, '127.0.0.1', 1, 'none', 'none', '/none', 'OFF', 'PAIRING', now())
                        """).param("name", name).update();
        regions.look();
    }

    @AfterEach
    void removed() {
        sql.sql("delete from region_peer where name = :name")
                .param("name", name)
                .update();
        sql.sql("delete from fleet where bundle_id = (select id from bundle where name = :name)")
                .param("name", name)
                .update();
        sql.sql("delete from hypervisor_host where id = :id")
                .param("id", host.id().value())
                .update();
    }

    @Test
    void theTableIsWhatIsToldAndWhatIsToldIsInTheTable() throws Exception {
        String text = scrapedWith(name);

        Map<String, Metric> table = MetricsTable.read();
        Map<String, Metric> own = new TreeMap<>(MetricsTable.scraped(text));
        Map<String, Metric> others = new TreeMap<>(own);
        own.keySet().removeIf(metric -> !metric.startsWith("berth_"));
        Map<String, Metric> documented = new TreeMap<>(table);
        documented.keySet().removeIf(metric -> !metric.startsWith("berth_"));
        assertThat(own).isEqualTo(documented);
        table.keySet().removeIf(metric -> metric.startsWith("berth_"));
        assertThat(others).containsAllEntriesOf(table);
        assertThat(text)
                .contains("berth_host_up{host=\"" + name + "\"} 1.0", "berth_fleet_desired{fleet=\"" + name + "\"} 0.0")
                .contains("berth_readings_failed 0.0");
    }

    @Test
    void metricsAreForWhoeverMayLook() throws Exception {
        mvc.perform(get("/actuator/prometheus").with(a(AUDITOR))).andExpect(status().isOk());
        mvc.perform(get("/actuator/prometheus").with(a(EMPLOYEE, HELPDESK))).andExpect(status().isForbidden());
        mvc.perform(get("/actuator/prometheus")).andExpect(status().isFound());
    }

    @Test
    void manyWhoAskCostWhatOneDoes() {
        var asked = new AtomicInteger();
        var now = new Instant[] {Instant.EPOCH};
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        var kept = new Kept<>(EVERY, clock, asked::incrementAndGet);

        for (int i = 0; i < 100; i++) {
            kept.get();
        }
        assertThat(asked).hasValue(1);
        now[0] = now[0].plus(EVERY);
        kept.get();
        assertThat(asked).hasValue(2);
    }

    /** Figures may be as old as {@code EVERY}: asked until the host is in them with what it told of itself. */
    private String scrapedWith(String host) throws Exception {
        Instant limit = Instant.now().plus(EVERY).plus(Duration.ofSeconds(60));
        String[] told = {
            "berth_host_memory_bytes{host=\"" + host + "\"}", "berth_host_storage_free_bytes{host=\"" + host + "\"}"
        };
        String text = scrape();
        while (!Stream.of(told).allMatch(text::contains) && Instant.now().isBefore(limit)) {
            Thread.onSpinWait();
            text = scrape();
        }
        return text;
    }

    private String scrape() throws Exception {
        return mvc.perform(get("/actuator/prometheus").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }
}
