package dev.berth.broker.assignment;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.TestDisks;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.SignIn;
import dev.berth.broker.directory.SignInResult;
import dev.berth.broker.directory.SmallDomain;
import dev.berth.ipacl.ClientAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region with a directory of its own, one bundle, and no host: desktops are made and wait for room. */
final class AssignedRegion implements AutoCloseable {

    static final Actor ADMIN = new Actor.Nobody("the test");
    static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    static final Terms KEPT = new Terms(null, LeavingPolicy.KEEP, 0);

    final MovableClock clock = new MovableClock();
    final DataSource database = TestDatabase.fresh();
    final SmallDomain domain = new SmallDomain();
    final BrokerNode node;
    final Bundle bundle;

    private final Path folder = folder();
    private final List<BrokerNode> others = new ArrayList<>();

    AssignedRegion() {
        node = start();
        bundle = bundle("Standard desktop", null);
    }

    BrokerNode anotherNode() {
        BrokerNode other = start();
        others.add(other);
        return other;
    }

    private BrokerNode start() {
        return BrokerNode.start(
                database,
                clock,
                folder,
                Stream.concat(Stream.of(domain.properties()), Stream.of("berth.desktop.reconcile-interval=1m"))
                        .toArray(String[]::new));
    }

    <T> T get(Class<T> type) {
        return node.get(type);
    }

    Subject.OfGroup group(String name) {
        return new Subject.OfGroup(SmallDomain.sid(domain.group(name, "Berth Employees")), name);
    }

    Assignment assigned(Subject subject, Terms terms) {
        return get(Assignments.class).assign(subject, bundle.id(), terms, ADMIN);
    }

    /** Comes in by the door, and has been settled when this returns. */
    Person signsIn(String name) {
        Person person = comesIn(node, name);
        settled();
        return person;
    }

    /** Waits until nobody is due any more: the mark goes in the transaction that does what it asks for. */
    void settled() {
        within(
                Duration.ofSeconds(30),
                "nobody is due",
                () -> get(JdbcClient.class)
                                .sql("select count(*) from person where assignments_due is not null")
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    Person comesIn(BrokerNode at, String name) {
        SignInResult result =
                at.get(SignIn.class).attempt(name, SmallDomain.PASSWORD, InetAddress.getLoopbackAddress());
        assertThat(result).isInstanceOf(SignInResult.SignedIn.class);
        Person person = ((SignInResult.SignedIn) result).person();
        assertThat(at.get(Access.class).decide(person, OFFICE, new Intent.SignIn()))
                .isInstanceOf(AccessDecision.Allowed.class);
        return person;
    }

    List<Desktop> desktops(PersonId person) {
        return get(Desktops.class).of(person);
    }

    Desktop desktop(PersonId person) {
        List<Desktop> all = desktops(person);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    Bundle bundle(String name, String hostname) {
        Images images = get(Images.class);
        var image = images.create(name, "For tests", GuestSystem.LINUX, ADMIN);
        var version = images.publish(image.id(), folder.resolve("image"), "root=/dev/vda", true, ADMIN);
        return get(Catalog.class)
                .createBundle(
                        new BundleSpec(
                                name,
                                "",
                                version.id(),
                                new Compute(2, 1024),
                                new Storage(8192, 2048),
                                new RunningPolicy(RunningMode.AUTO_STOP, 60),
                                "isolated",
                                new ClipboardPolicy(true, false),
                                true,
                                hostname),
                        ADMIN);
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("berth-assignments");
            Path image = Files.createDirectory(folder.resolve("image"));
            for (String file : List.of("root.qcow2", "user.qcow2", "kernel", "initrd")) {
                Files.write(image.resolve(file), TestDisks.whole());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the test", e);
        }
    }

    @Override
    public void close() {
        others.forEach(BrokerNode::close);
        node.close();
        domain.close();
    }
}
