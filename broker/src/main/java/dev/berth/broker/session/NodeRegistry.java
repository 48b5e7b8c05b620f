package dev.berth.broker.session;

import dev.berth.broker.signal.ThisNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The nodes that run, as they say of themselves every few seconds. */
@Component
public class NodeRegistry implements SmartLifecycle {

    /** A node that was silent for so long is gone: four beats were missed. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration KEPT = Duration.ofDays(1);
    private static final String GATEWAY = "GATEWAY";
    private static final int MARK_BYTES = 8;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ThisNode node;
    private final GatewayBoot boot = new GatewayBoot(UUID.randomUUID());
    private volatile boolean running;

    public NodeRegistry(JdbcClient jdbc, Clock clock, ThisNode node) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.node = node;
    }

    /** A node that runs. */
    public record Node(GatewayBoot boot, String name, Set<String> roles, Instant startedAt, Instant seenAt) {

        public Node {
            roles = Set.copyOf(roles);
        }
    }

    /** This run of this node. */
    public GatewayBoot boot() {
        return boot;
    }

    /** Says that this node runs, and forgets those that were silent for a day. */
    @Scheduled(fixedRateString = "5s")
    public void beat() {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                        insert into node (boot_id, name, roles, started_at, seen_at)
                        values (:boot, :name, :roles, :now, :now)
                        on conflict (boot_id) do update set seen_at = excluded.seen_at
                        """)
                .param("boot", boot.value())
                .param("name", node.name())
                .param("roles", node.roles().toArray(String[]::new))
                .param("now", now)
                .update();
        jdbc.sql("delete from node where seen_at < :limit")
                .param("limit", now.minus(KEPT))
                .update();
    }

    public List<Node> live() {
        return jdbc.sql(
                        "select boot_id, name, roles, started_at, seen_at from node where seen_at >= :limit order by name")
                .param("limit", clock.instant().minus(SILENCE).atOffset(ZoneOffset.UTC))
                .query(NodeRegistry::node)
                .list();
    }

    /** A gateway for the next connection: this node if it is one, else any that runs. */
    Optional<GatewayBoot> gateway() {
        if (running && node.roles().contains(GATEWAY)) {
            return Optional.of(boot);
        }
        List<Node> gateways =
                live().stream().filter(other -> other.roles().contains(GATEWAY)).toList();
        return gateways.isEmpty()
                ? Optional.empty()
                : Optional.of(gateways.get(ThreadLocalRandom.current().nextInt(gateways.size()))
                        .boot());
    }

    /**
     * What a balancer knows the node of that run by, in the address of a tunnel: the first 16 hexadecimal digits of its
     * name's SHA-256, since names of machines are no browser's business. Empty where the node is gone.
     */
    public String mark(GatewayBoot run) {
        return run.equals(boot)
                ? mark(node.name())
                : jdbc.sql("select name from node where boot_id = :boot")
                        .param("boot", run.value())
                        .query(String.class)
                        .optional()
                        .map(NodeRegistry::mark)
                        .orElse("");
    }

    private static String mark(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which each has to have", e);
        }
    }

    @Override
    public void start() {
        beat();
        running = true;
    }

    /** Takes this node off the list at once, so that its sessions need not wait for its silence to be noticed. */
    @Override
    public void stop() {
        running = false;
        jdbc.sql("delete from node where boot_id = :boot")
                .param("boot", boot.value())
                .update();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private static Node node(ResultSet row, int number) throws SQLException {
        return new Node(
                new GatewayBoot(row.getObject("boot_id", UUID.class)),
                row.getString("name"),
                Set.of((String[]) row.getArray("roles").getArray()),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant());
    }
}
