package dev.berth.bench.storm;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.DesktopProgressed;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Milestone;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One node of the broker as a process of its own, on simulated hosts. It reads {@code RATE PERSON…} lines, opens a desktop
 * for each person at that rate a second, and writes down when it opened each and when each was placed.
 */
final class StormNode {

    private static final int CONNECTIONS = 24;
    private static final Duration WRITE_EVERY = Duration.ofMillis(50);

    private final ConfigurableApplicationContext context;
    private final Path diary;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private final Desktops desktops;
    private final Bundle bundle;

    private StormNode(String url, Path folder, int number, UUID bundle) {
        diary = folder.resolve("node-" + number);
        context = new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties(
                        "storm.url=" + url,
                        "berth.node-name=storm-" + number,
                        "berth.data-dir=" + folder,
                        "berth.evaluation.seed=false",
                        "berth.desktop.templates=false",
                        // Desktops that never come up keep their claims, which a real storm would not have to renew.
                        "berth.desktop.lease=60s",
                        "logging.level.root=ERROR")
                .run();
        context.addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) event -> {
            if (event.getPayload() instanceof DesktopProgressed progressed
                    && progressed.milestone() == Milestone.PLACED) {
                lines.add("placed " + progressed.id() + " " + micros());
            }
        });
        desktops = context.getBean(Desktops.class);
        this.bundle = context.getBean(JdbcBundles.class).list().stream()
                .filter(each -> each.id().equals(new BundleId(bundle)))
                .findFirst()
                .orElseThrow();
        Thread.ofVirtual().start(this::keepDiary);
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackages = "dev.berth.broker")
    @ConfigurationPropertiesScan("dev.berth.broker")
    static class Wiring {

        @Bean(destroyMethod = "close")
        HikariDataSource dataSource(@org.springframework.beans.factory.annotation.Value("${storm.url}") String url) {
            var config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setMaximumPoolSize(CONNECTIONS);
            return new HikariDataSource(config);
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
            return new TransactionTemplate(transactions);
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    /** @param arguments the database's address, a folder, this node's number, the bundle, the number of hosts */
    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            var host = SimulatedWorld.named(StormRegion.host(i));
            host.capacity(StormRegion.CPUS, StormRegion.MEMORY_MIB);
            // Machines that never come up keep what follows a placement out of the measurement.
            host.faults().delay(Operation.HAS_VOLUME, Duration.ofHours(1));
        }
        var node = new StormNode(
                arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]), UUID.fromString(arguments[3]));
        System.out.println("ready");
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                node.storm(order.split(" "));
                System.out.println("done");
            }
        }
        System.exit(0);
    }

    private void storm(String[] order) {
        double rate = Double.parseDouble(order[0]);
        List<PersonId> persons = new ArrayList<>();
        for (int i = 1; i < order.length; i++) {
            persons.add(new PersonId(UUID.fromString(order[i])));
        }
        long began = System.nanoTime();
        long beganMicros = micros();
        for (int i = 0; i < persons.size(); i++) {
            long after = (long) (i * 1e9 / rate);
            long due = began + after;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            PersonId person = persons.get(i);
            // From when it was due, so that a node that falls behind cannot hide it.
            long clicked = beganMicros + after / 1_000;
            people.execute(() -> {
                var desktop = desktops.open(person, bundle);
                lines.add("opened " + desktop.id() + " " + clicked);
            });
        }
    }

    private void keepDiary() {
        try (var out = Files.newBufferedWriter(diary)) {
            while (context.isActive()) {
                for (String line = lines.poll(); line != null; line = lines.poll()) {
                    out.write(line);
                    out.newLine();
                }
                out.flush();
                LockSupport.parkNanos(WRITE_EVERY.toNanos());
            }
        } catch (IOException e) {
            System.err.println("storm: the diary " + diary + " cannot be written: " + e.getMessage());
            System.exit(1);
        }
    }

    private static long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
