package dev.berth.broker;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** What the nodes of a region share: a database, a clock, and a folder that goes with the region. */
public final class BrokerRegion implements AutoCloseable {

    public static final Actor ADMIN = new Actor.Nobody("the test");

    private final DataSource database = TestDatabase.fresh();
    private final MovableClock clock;
    private final String[] properties;
    private final Path folder;
    private final List<BrokerNode> nodes = new ArrayList<>();

    /** @param properties of every node */
    public BrokerRegion(MovableClock clock, String... properties) {
        this.clock = clock;
        this.properties = properties;
        try {
            folder = Files.createTempDirectory("berth-region");
            TestDisks.layImage(image());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the test", e);
        }
    }

    public BrokerNode startNode(String... more) {
        BrokerNode node = BrokerNode.start(
                database,
                clock,
                folder,
                Stream.concat(Stream.of(properties), Stream.of(more)).toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    /** A simulated host, which the region knows as {@code kvm1}. */
    public SimulatedWorld addHost(BrokerNode node) {
        String name = "region-" + UUID.randomUUID();
        var world = SimulatedWorld.named(name);
        var connection = new HostConnection(URI.create("simulated:" + name), "berth", "127.0.0.1");
        node.get(Hosts.class).add(new HostSpec("kvm1", connection, 16, 0), ADMIN);
        return world;
    }

    /** A version of a Linux image, for guests that never start. */
    public ImageVersion publishImage(BrokerNode node, String name) {
        return publishImage(node, name, image());
    }

    public static ImageVersion publishImage(BrokerNode node, String name, Path files) {
        Images images = node.get(Images.class);
        var image = images.create(name, "For tests", GuestSystem.LINUX, ADMIN);
        return images.publish(image.id(), files, "root=/dev/vda", true, ADMIN);
    }

    public static Bundle createBundle(BrokerNode node, String name, ImageVersion version, RunningMode mode) {
        return createBundle(node, name, version, mode, null);
    }

    /** @param hostname the pattern of its desktops' names */
    public static Bundle createBundle(
            BrokerNode node, String name, ImageVersion version, RunningMode mode, @Nullable String hostname) {
        var spec = new BundleSpec(
                name,
                "",
                version.id(),
                new Compute(2, 1024),
                new Storage(8192, 2048),
                new RunningPolicy(mode, 60),
                "isolated",
                new ClipboardPolicy(true, false),
                true,
                hostname);
        return node.get(Catalog.class).createBundle(spec, ADMIN);
    }

    private Path image() {
        return folder.resolve("image");
    }

    @Override
    public void close() {
        nodes.reversed().forEach(BrokerNode::close);
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the test's folder " + folder, e);
        }
    }
}
