package dev.berth.portal.watch;

import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.EMPLOYEE;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.zaxxer.hikari.HikariDataSource;
import dev.berth.broker.HeldPort;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.OpeningOver;
import dev.berth.broker.trace.TraceId;
import dev.berth.portal.Berth;
import dev.berth.portal.PortalTest;
import dev.berth.portal.RestingDesktop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node whose database goes away and comes back, and which tells a collector of traces. */
class WatchedNodeTest extends PortalTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private HikariDataSource database;

    @Autowired
    private JdbcClient sql;

    @TempDir
    private Path folder;

    @Test
    void healthSaysWhatIsMissingAndAnOpeningIsTraced() throws Exception {
        String name = "watched_" + UUID.randomUUID().toString().replace("-", "");
        sql.sql("create database " + name).update();
        var url = Pattern.compile(":([0-9]+)/").matcher(database.getJdbcUrl());
        assertThat(url.find()).isTrue();
        try (var line = new CutLine(Integer.parseInt(url.group(1)));
                var collector = new Collector();
                var nobody = new HeldPort();
                var node = node(
                        "jdbc:postgresql://127.0.0.1:" + line.port() + "/" + name,
                        collector.endpoint(),
                        nobody.number())) {
            livesAndIsReadyWithoutADatabase(node, line);
            tracesAnOpening(node, collector);
        }
    }

    private void livesAndIsReadyWithoutADatabase(ConfigurableApplicationContext node, CutLine line) throws Exception {
        Answer ready = answer(node, "readiness");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"status\":\"DEGRADED\"", "\"db\":{\"status\":\"UP\"}", "\"schema\":{\"status\":\"UP\"}")
                .contains("\"directory\":{\"status\":\"UP\"}")
                .contains("\"hosts\":{\"status\":\"DEGRADED\"}", "\"guacd\":{\"status\":\"DEGRADED\"}")
                .doesNotContain("missing", "guacd at", "PostgreSQL");

        line.cut();
        Answer gone = until(node, "readiness", answer -> answer.status() == 503);
        assertThat(gone.body()).contains("\"status\":\"DOWN\"", "\"db\":{\"status\":\"DOWN\"}");
        assertThat(answer(node, "liveness")).isEqualTo(new Answer(200, "{\"status\":\"UP\"}"));

        line.join();
        until(node, "readiness", answer -> answer.status() == 200);
        assertThat(answer(node, "liveness").status()).isEqualTo(200);
    }

    private void tracesAnOpening(ConfigurableApplicationContext node, Collector collector) {
        JdbcClient rows = node.getBean(JdbcClient.class);
        UUID session = session(rows);
        TraceId trace = TraceId.of(session);

        node.publishEvent(new OpeningOver(new SessionId(session)));

        Instant limit = Instant.now().plus(LIMIT);
        while (collector.taken().isEmpty() && Instant.now().isBefore(limit)) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        String told = String.join("", collector.taken());
        assertThat(told).contains(trace.hex(), trace.root());
        for (String span :
                new String[] {"open a session", "access", "machine", "guacd", "first picture", session.toString()}) {
            assertThat(told).as(span).contains(HexFormat.of().formatHex(span.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(node.getBean(ShownTraces.class).of(new SessionId(session))).contains(trace);
    }

    private static UUID session(JdbcClient rows) {
        var person =
                new Person(new PersonId(UUID.randomUUID()), "traced", null, "Traced", null, Set.of(), Set.of(EMPLOYEE));
        rows.sql("""
                        insert into person (id, account_name, upn, display_name, last_seen_at)
                        values (:id, 'traced', 'traced', 'Traced', now())
                        """).param("id", person.id().objectGuid()).update();
        UUID desktop = RestingDesktop.add(rows, person, RunningMode.MANUAL, Wanted.STOPPED);
        UUID session = UUID.randomUUID();
        rows.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             opened_at, ended_at, termination_reason)
                        values (:id, 'main', :reference, :person, :desktop, '127.0.0.1', 'ENDED', now() - interval '9 s',
                                now(), 'USER_ENDED')
                        """)
                .param("id", session)
                .param("reference", session.toString().substring(0, 8))
                .param("person", person.id().objectGuid())
                .param("desktop", desktop)
                .update();
        rows.sql("""
                        insert into session_stage
                        select :id, stage, now() - interval '9 s' + place * interval '1 s'
                          from unnest(array['AUTHORISED', 'PLACED', 'DISK_READY', 'MACHINE_STARTED', 'GUEST_READY',
                                            'CREDENTIALS_SET', 'CONNECTED', 'FIRST_FRAME'])
                               with ordinality as s (stage, place)
                        """).param("id", session).update();
        return session;
    }

    /** What is missing stands behind the sign-in: that of a node which all of these tests share. */
    @Test
    void whatIsMissingIsToldInWordsToWhoeverMayLook() throws Exception {
        mvc.perform(get("/actuator/health/parts").with(a(AUDITOR)))
                .andExpect(jsonPath("$.components.hosts.status").exists())
                .andExpect(jsonPath("$.components.guacd.status").exists())
                .andExpect(jsonPath("$.components.db.details").exists());
        mvc.perform(get("/actuator/health/parts").with(a(EMPLOYEE, HELPDESK))).andExpect(status().isForbidden());
        mvc.perform(get("/actuator/health/parts")).andExpect(status().isFound());
        mvc.perform(get("/actuator/health/db").with(a(EMPLOYEE, HELPDESK))).andExpect(status().isForbidden());
        mvc.perform(get("/actuator/health"))
                .andExpect(jsonPath("$.status").exists())
                .andExpect(jsonPath("$.components").doesNotExist());
    }

    private ConfigurableApplicationContext node(String url, URI collector, int nobody) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), database.getPassword() + "\n");
        return new SpringApplicationBuilder(Berth.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--berth.data-dir=" + folder,
                        "--berth.evaluation.seed=false",
                        "--berth.database.url=" + url,
                        "--berth.database.username=" + database.getUsername(),
                        "--berth.database.connections=5",
                        "--berth.database.password-file=" + password,
                        "--berth.gateway.guacd.port=" + nobody,
                        "--berth.traces.endpoint=" + collector);
    }

    private record Answer(int status, String body) {}

    private Answer until(ConfigurableApplicationContext node, String group, Predicate<Answer> condition)
            throws Exception {
        Instant limit = Instant.now().plus(LIMIT);
        Answer answer = answer(node, group);
        while (!condition.test(answer) && Instant.now().isBefore(limit)) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            answer = answer(node, group);
        }
        assertThat(condition.test(answer)).as("%s", answer).isTrue();
        return answer;
    }

    private Answer answer(ConfigurableApplicationContext node, String group) throws Exception {
        String port = node.getEnvironment().getProperty("local.server.port");
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/" + group))
                        .timeout(LIMIT)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }
}
