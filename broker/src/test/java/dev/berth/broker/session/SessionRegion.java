package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationSpec;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.ipacl.ClientAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region with one bundle of one application for everyone, a simulated host, and one node or more. */
final class SessionRegion implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);
    static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    static final ClientAddress HOME = ClientAddress.parse("address", "203.0.113.20");
    static final Actor ADMIN = BrokerRegion.ADMIN;

    final MovableClock clock = new MovableClock();
    final SimulatedWorld world;
    final BrokerNode node;
    final Bundle bundle;
    final Application editor;
    final Application calculator;

    private final BrokerRegion region;

    SessionRegion(String... properties) {
        this(TestDatabase.fresh(), properties);
    }

    SessionRegion(DataSource database, String... properties) {
        region = new BrokerRegion(database, clock, properties);
        node = region.startNode();
        world = region.addHost(node);
        var version = region.publishImage(node, "linux");
        bundle = BrokerRegion.createBundle(node, "Standard desktop", version, RunningMode.AUTO_STOP);
        editor = application("Text editor", "text-editor");
        calculator = application("Calculator", "calculator");
        Catalog catalog = node.get(Catalog.class);
        catalog.entitle(new Subject.Everyone(), new Offer.OfBundle(bundle.id()), ADMIN);
        catalog.entitle(new Subject.Everyone(), new Offer.OfApplication(editor.id()), ADMIN);
        catalog.entitle(new Subject.Everyone(), new Offer.OfApplication(calculator.id()), ADMIN);
    }

    BrokerNode anotherNode(String... more) {
        return region.startNode(more);
    }

    <T> T get(Class<T> type) {
        return node.get(type);
    }

    Sessions sessions() {
        return get(Sessions.class);
    }

    JdbcClient jdbc() {
        return get(JdbcClient.class);
    }

    static Person aPerson(String name, Role... roles) {
        return aPerson(name, Set.of(), roles);
    }

    static Person aPerson(String name, Set<GroupMembership> groups, Role... roles) {
        return new Person(
                new PersonId(UUID.randomUUID()), name, name + "@corp.example.com", name, null, groups, Set.of(roles));
    }

    /** Somebody who has come in. */
    Person signedIn(String name, Role... roles) {
        return signedIn(aPerson(name, roles));
    }

    Person signedIn(Person person) {
        assertThat(get(Access.class).decide(person, OFFICE, new Intent.SignIn()))
                .isInstanceOf(AccessDecision.Allowed.class);
        return person;
    }

    Launch.DesktopLaunch desktop() {
        return new Launch.DesktopLaunch(bundle.id());
    }

    SessionId opened(Person person, Launch launch) {
        OpenResult result = sessions().open(person, OFFICE, launch);
        assertThat(result).isInstanceOf(OpenResult.Opened.class);
        return ((OpenResult.Opened) result).session();
    }

    SessionId ready(Person person, Launch launch) {
        SessionId session = opened(person, launch);
        within(SOON, "session ready", () -> state(session) == SessionState.READY);
        return session;
    }

    TicketSecret ticket(Person person, SessionId session) {
        Minting minting = get(Tickets.class).mint(person, OFFICE, session);
        assertThat(minting).isInstanceOf(Minting.Minted.class);
        return ((Minting.Minted) minting).secret();
    }

    Redemption redeem(TicketSecret secret, Person person) {
        return get(Tickets.class)
                .redeem(secret, person, OFFICE, get(NodeRegistry.class).boot());
    }

    Redemption.Granted granted(Person person, SessionId session) {
        Redemption redemption = redeem(ticket(person, session), person);
        assertThat(redemption).isInstanceOf(Redemption.Granted.class);
        return (Redemption.Granted) redemption;
    }

    /** A browser that is connected. */
    TunnelId connected(Person person, SessionId session) {
        TunnelId tunnel = granted(person, session).tunnel();
        assertThat(sessions().connected(session, tunnel)).isTrue();
        return tunnel;
    }

    SessionView view(SessionId session) {
        return sessions().view(session).orElseThrow();
    }

    SessionState state(SessionId session) {
        return view(session).state();
    }

    Desktop desktopOf(SessionId session) {
        return get(Desktops.class).find(view(session).thing().desktop()).orElseThrow();
    }

    MachineId machine(SessionId session) {
        DesktopId desktop = view(session).thing().desktop();
        return new MachineId(desktop.value());
    }

    List<RecordedEntry> audited(String kind, Object thing) {
        return get(AuditLog.class).latest(AuditFilter.of(kind, thing, 100));
    }

    private Application application(String name, String program) {
        return get(Catalog.class)
                .createApplication(new ApplicationSpec(bundle.id(), name, "", program, program), ADMIN);
    }

    @Override
    public void close() {
        region.close();
    }
}
