package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.computer.Computers;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.evaluation.EvaluationSeed;
import dev.berth.broker.evaluation.EvaluationSettings;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostSettings;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.ThisNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The desktop side as Spring puts it together, with its timers and signals, from the defaults of its settings. */
class WiringTest {

    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            basePackageClasses = {Desktops.class, EvaluationSeed.class, HostConnections.class, JdbcBundles.class})
    @Import({AuditLog.class, Journal.class, SchemaContract.class, Signals.class, Computers.class})
    @EnableConfigurationProperties({
        DesktopSettings.class,
        LifecycleSettings.class,
        CopySettings.class,
        HomeSettings.class,
        HostSettings.class,
        RegionSettings.class,
        EvaluationSettings.class,
        ThisNode.class
    })
    static class Parts {

        @Bean
        DataSource database() {
            return TestDatabase.fresh();
        }

        @Bean
        JdbcClient jdbc(DataSource database) {
            return JdbcClient.create(database);
        }

        @Bean
        PlatformTransactionManager transactions(DataSource database) {
            return new JdbcTransactionManager(database);
        }

        @Bean
        ComputersInUse computers() {
            return new ComputersInUse(Optional.empty());
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    @Test
    void clickBecomesADesktopThroughSignalsAndTimers() throws IOException {
        for (String file : List.of("root.qcow2", "user.qcow2", "kernel", "initrd")) {
            Files.write(folder.resolve(file), new byte[8]);
        }
        Files.writeString(
                folder.resolve("image.json"),
                "{\"name\":\"desktop\",\"version\":\"1\",\"commandLine\":\"quiet\",\"packages\":[]}");
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test",
                            Map.of(
                                    "berth.evaluation.image-dir",
                                    folder.toString(),
                                    "berth.evaluation.host-uri",
                                    "simulated:wiring-" + UUID.randomUUID())));
            context.register(Parts.class);
            context.refresh();
            context.getBean(EvaluationSeed.class).plant();
            var desktops = context.getBean(Desktops.class);
            var hosts = context.getBean(JdbcHosts.class);
            within(
                    Duration.ofSeconds(20),
                    "the host answered",
                    () -> hosts.list().stream().anyMatch(host -> host.health().reachable()));
            var person = person(context.getBean(JdbcClient.class));
            var bundle = context.getBean(JdbcBundles.class).list().getFirst();
            Desktop desktop = desktops.open(person, bundle);
            within(
                    Duration.ofSeconds(20),
                    "the desktop is ready",
                    () -> desktops.find(desktop.id()).filter(Desktop::ready).isPresent());
            assertThat(desktops.list(new DesktopFilter("berth-", null, person, bundle.id(), null), Page.first(10)))
                    .hasSize(1);
            assertThat(desktops.machine(desktop.id()).rdpAnswers()).isTrue();
            desktops.terminate(desktop.id());
            within(
                    Duration.ofSeconds(20),
                    "the desktop is gone",
                    () -> desktops.of(person).isEmpty());
        }
    }

    private static PersonId person(JdbcClient jdbc) {
        var id = UUID.randomUUID();
        jdbc.sql("insert into person (id, account_name, upn, display_name, last_seen_at)"
                        + " values (?, 'alice', 'alice@corp.example.com', 'Alice', now())")
                .param(id)
                .update();
        return new PersonId(id);
    }
}
