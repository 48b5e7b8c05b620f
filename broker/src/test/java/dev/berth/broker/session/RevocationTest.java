package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.EditResult;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.access.KeptGroup;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.directory.Account;
import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Tag("alone")
@Isolated("It measures times.")
class RevocationTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final SessionRegion region = new SessionRegion();
    private final Person alice = region.signedIn("alice", Role.EMPLOYEE);
    private final Author adam = new Author(region.signedIn("adam", Role.ADMIN), HOME);
    private final IpAccessGroups groups = region.get(IpAccessGroups.class);
    private SessionId session = new SessionId(UUID.randomUUID());
    private TunnelId tunnel = new TunnelId(UUID.randomUUID());

    @BeforeEach
    void connect() {
        session = region.ready(alice, region.desktop());
        tunnel = region.connected(alice, session);
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void takingTheMatchingRuleAwayEndsTheSessionAndItsTunnelOnAnotherNodeWithinASecond() {
        KeptGroup group = attachedGroup("192.0.2.0/24", "203.0.113.0/24");
        BrokerNode gateway = region.anotherNode();
        List<DisconnectReason> cut = new CopyOnWriteArrayList<>();
        gateway.get(SessionEnds.class).watch(session, tunnel, cut::add);
        within(SOON, "the gateway listens", () -> gateway.get(Signals.class).listening());
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
        assertThat(cut).isEmpty();

        long edited = System.nanoTime();
        confirmed(new IpAccessEdit.Change(group.id(), group.revision(), content("203.0.113.0/24")));

        within(ONE_SECOND, "the tunnel is cut", () -> !cut.isEmpty());
        Duration took = Duration.ofNanos(System.nanoTime() - edited);
        assertThat(took).isLessThan(ONE_SECOND);
        assertThat(cut).containsExactly(DisconnectReason.SESSION_ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.ACCESS_REVOKED);
        assertThat(region.view(session).failure().orElseThrow())
                .contains("192.0.2.10")
                .contains("Office");
    }

    @Test
    void twoHundredSessionsAreOutWithinASecond() {
        for (int i = 0; i < 200; i++) {
            copyOfTheSession("person" + i);
        }
        KeptGroup group = attachedGroup("192.0.2.0/24", "203.0.113.0/24");
        confirmed(new IpAccessEdit.Change(group.id(), group.revision(), content("203.0.113.0/24")));

        within(ONE_SECOND, "all are out", () -> live() == 0);
        assertThat(region.jdbc()
                        .sql("select count(*) from audit_entry where action = 'session.end'")
                        .query(Long.class)
                        .single())
                .isEqualTo(201);
    }

    @Test
    void aRuleThatStaysKeepsTheSession() {
        KeptGroup group = attachedGroup("192.0.2.0/24", "203.0.113.0/24");
        EditResult saved = groups.apply(
                new IpAccessEdit.Change(group.id(), group.revision(), content("192.0.2.0/25", "203.0.113.0/24")),
                adam,
                Optional.empty());

        assertThat(saved).isInstanceOf(EditResult.Saved.class);
        region.get(Revocation.class).decideNow();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void takingTheEntitlementAwayEndsTheSession() {
        region.get(JdbcEntitlements.class).list().stream()
                .filter(entitlement -> entitlement.offer().equals(new Offer.OfBundle(region.bundle.id())))
                .forEach(entitlement -> region.get(Catalog.class).withdraw(entitlement.id(), ADMIN));

        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.ACCESS_REVOKED);
    }

    @Test
    void takingAnApplicationAwayClosesItsProgramsAndLeavesThoseOfTheDesktop() {
        SessionId editor = region.ready(alice, new Launch.ApplicationLaunch(region.editor.id()));
        region.connected(alice, editor);
        region.get(JdbcEntitlements.class)
                .list()
                .forEach(entitlement -> region.get(Catalog.class).withdraw(entitlement.id(), ADMIN));

        within(SOON, "both are over", () -> live() == 0);
        within(
                SOON,
                "the application's programs are closed",
                () -> region.world.executions(region.machine(editor)).stream()
                        .anyMatch(run -> run.command().toString().contains("app-shell")));
        assertThat(region.world.executions(region.machine(session)))
                .noneMatch(run -> run.command().toString().contains("desktop-shell"));
    }

    @Test
    void aDisabledAccountLosesItsSessionsAndStaysOutUntilItSignsInAgain() {
        region.get(AccountCheck.class)
                .take(Map.of(alice.id(), new Standing.Known(new Account(alice, AccountState.DISABLED))));

        within(ONE_SECOND, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).failure().orElseThrow()).contains("disabled");
        OpenResult again = region.sessions().open(alice, OFFICE, region.desktop());
        assertThat(again).isInstanceOf(OpenResult.Refused.class);

        region.signedIn(alice);
        assertThat(region.sessions().open(alice, OFFICE, region.desktop())).isInstanceOf(OpenResult.Opened.class);
    }

    @Test
    void anAccountThatIsGoneLosesItsSessions() {
        region.get(AccountCheck.class).take(Map.of(alice.id(), new Standing.Gone()));

        within(ONE_SECOND, "session over", () -> region.state(session) == SessionState.ENDED);
    }

    @Test
    void aLockedAccountAndASilentDirectoryEndNothing() {
        AccountCheck check = region.get(AccountCheck.class);
        check.take(Map.of(alice.id(), new Standing.Known(new Account(alice, AccountState.LOCKED))));
        check.take(Map.of(alice.id(), new Standing.Unknown("No controller answers.")));

        region.get(Revocation.class).decideNow();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void aNodeThatMissedTheSignalDecidesAnewWhenItHearsAgain() {
        region.jdbc()
                .sql("update person set barred = 'Changed behind everybody''s back.' where id = :id")
                .param("id", alice.id().objectGuid())
                .update();
        region.jdbc().sql("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                         where datname = current_database() and query like '%listen berth%' and pid <> pg_backend_pid()
                        """).query(Boolean.class).list();

        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
    }

    @Test
    void aTunnelThatIsTakenOverOrDisconnectedFromOutsideIsCutWithItsReason() {
        List<DisconnectReason> first = new ArrayList<>();
        List<DisconnectReason> second = new ArrayList<>();
        SessionEnds ends = region.get(SessionEnds.class);
        ends.watch(session, tunnel, first::add);
        TunnelId other = region.connected(alice, session);
        ends.watch(session, other, second::add);

        within(SOON, "the first is cut", () -> !first.isEmpty());
        region.sessions().disconnect(session, ADMIN);
        within(SOON, "the second is cut", () -> !second.isEmpty());
        assertThat(first).containsExactly(DisconnectReason.OPENED_ELSEWHERE);
        assertThat(second).containsExactly(DisconnectReason.DISCONNECTED_FROM_OUTSIDE);
    }

    @Test
    void aSignalOnItsOwnEndsNothing() {
        region.get(Signals.class).send(Channel.ACCESS, "");
        region.get(Revocation.class).decideNow();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
    }

    private KeptGroup attachedGroup(String... cidrs) {
        IpAccessGroupId id = new IpAccessGroupId(UUID.randomUUID());
        groups.apply(new IpAccessEdit.Create(id, content(cidrs)), adam, Optional.empty());
        EditResult attached = groups.apply(
                new IpAccessEdit.Attach(id, 1, new IpAccessEdit.Target(Place.Kind.DIRECTORY, "")),
                adam,
                Optional.empty());
        return ((EditResult.Saved) attached).group();
    }

    private static IpAccessEdit.Content content(String... cidrs) {
        return new IpAccessEdit.Content(
                "Office",
                "",
                List.of(cidrs).stream()
                        .map(cidr -> new IpAccessEdit.RuleText(cidr, ""))
                        .toList());
    }

    private void confirmed(IpAccessEdit edit) {
        EditResult asked = groups.apply(edit, adam, Optional.empty());
        assertThat(asked).isInstanceOf(EditResult.NeedsConfirmation.class);
        EditResult saved = groups.apply(edit, adam, Optional.of(((EditResult.NeedsConfirmation) asked).token()));
        assertThat(saved).isInstanceOf(EditResult.Saved.class);
    }

    private long live() {
        return region.jdbc()
                .sql("select count(*) from session where state <> 'ENDED'")
                .query(Long.class)
                .single();
    }

    /** Another person with a desktop and a session like this one, as rows. */
    private void copyOfTheSession(String name) {
        Person person = region.signedIn(name, Role.EMPLOYEE);
        UUID desktop = UUID.randomUUID();
        region.jdbc()
                .sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :desktop, home_region, :person, bundle_id, image_version_id, :desktop::text, vcpus, memory_mib,
                               'ALWAYS_ON', 60, 'AVAILABLE', now(), 'RUNNING', now() + interval '1 day', now()
                          from desktop where person_id = :alice
                        """)
                .param("desktop", desktop)
                .param("person", person.id().objectGuid())
                .param("alice", alice.id().objectGuid())
                .update();
        region.jdbc()
                .sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, opened_at)
                        values (gen_random_uuid(), 'main', :desktop::text, :person, :desktop, '192.0.2.10', 'READY', now())
                        """)
                .param("desktop", desktop)
                .param("person", person.id().objectGuid())
                .update();
    }
}
