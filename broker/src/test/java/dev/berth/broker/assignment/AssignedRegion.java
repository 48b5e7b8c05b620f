package dev.berth.broker.assignment;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.SignIn;
import dev.berth.broker.directory.SignInResult;
import dev.berth.broker.directory.SmallDomain;
import dev.berth.ipacl.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region with a directory of its own, one bundle, and no host: desktops are made and wait for room. */
final class AssignedRegion implements AutoCloseable {

    static final Actor ADMIN = BrokerRegion.ADMIN;
    static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    static final Terms KEPT = new Terms(null, LeavingPolicy.KEEP, 0);

    final MovableClock clock = new MovableClock();
    final SmallDomain domain = new SmallDomain();
    final BrokerNode node;
    final Bundle bundle;

    private final BrokerRegion region = new BrokerRegion(clock, properties());

    AssignedRegion() {
        node = region.startNode();
        bundle = bundle("Standard desktop", null);
    }

    BrokerNode anotherNode() {
        return region.startNode();
    }

    private String[] properties() {
        return Stream.concat(Stream.of(domain.properties()), Stream.of("berth.desktop.reconcile-interval=1m"))
                .toArray(String[]::new);
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

    /** The one desktop of somebody new whose group was assigned the bundle. */
    Desktop assignedTo(String name, Terms terms) {
        PersonId person = domain.user(name, "Berth Employees");
        assigned(group("Engineering"), terms);
        domain.join(name, "Engineering");
        signsIn(name);
        return desktop(person);
    }

    Assignment onlyAssignment() {
        return get(JdbcAssignments.class).list().getFirst();
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

    DesktopState state(Desktop desktop) {
        return get(Desktops.class).find(desktop.id()).orElseThrow().state();
    }

    Bundle bundle(String name, String hostname) {
        var version = region.publishImage(node, name);
        return BrokerRegion.createBundle(node, name, version, RunningMode.AUTO_STOP, hostname);
    }

    @Override
    public void close() {
        region.close();
        domain.close();
    }
}
