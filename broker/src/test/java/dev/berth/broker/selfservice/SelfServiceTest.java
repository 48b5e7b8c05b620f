package dev.berth.broker.selfservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BundleRow;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SelfServiceAction;
import dev.berth.broker.access.SelfServiceBook;
import dev.berth.broker.access.SelfServicePolicy;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people may do to their own desktops, and when. */
class SelfServiceTest {

    private static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    private static final SelfServicePolicy ALL = new SelfServicePolicy(true, true, true, true, true, true);
    private static final Compute SMALL = new Compute(1, 1024);
    private static final Compute LARGE = new Compute(2, 4096);

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private BrokerNode node;
    private SelfService selfService;
    private Person alice;
    private DesktopId desktop;

    @BeforeEach
    void start() {
        node = BrokerNode.start(database, clock, folder);
        selfService = node.get(SelfService.class);
        bundle("Small", SMALL);
        bundle("Large", LARGE);
        alice = signedIn("alice");
        desktop = desktopOf(alice);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void nothingThatTakesSomethingAwayIsAllowedUnlessAnAdminSaysSo() {
        assertThat(refused(new Wish.Rebuild(Optional.empty()))).isEqualTo(RefusalCode.SELF_SERVICE_OFF);
        assertThat(refused(new Wish.ChangeCompute(LARGE))).isEqualTo(RefusalCode.SELF_SERVICE_OFF);
        assertThat(refused(new Wish.Grow(4096))).isEqualTo(RefusalCode.SELF_SERVICE_OFF);
        assertThat(refused(new Wish.ChangeMode(new RunningPolicy(RunningMode.AUTO_STOP, 30))))
                .isEqualTo(RefusalCode.SELF_SERVICE_OFF);
    }

    @Test
    void stateIsAskedOfASelfServiceTooAndNothingIsDoneOnARefusal() {
        allow(ALL);
        assertThat(refused(new Wish.Restart())).isEqualTo(RefusalCode.DESKTOP_NOT_USABLE);
        assertThat(selfService.offers(alice, OFFICE, desktop).get(SelfServiceAction.RESTART))
                .isInstanceOfSatisfying(
                        AccessDecision.Refused.class,
                        refused -> assertThat(refused.sentence())
                                .isEqualTo("You cannot restart the desktop of 'Small' while it is in state stopped."
                                        + " Try again when that is over."));
    }

    @Test
    void sizeWaitsSixHoursAfterTheDesktopWasMadeAndAfterEachChange() {
        allow(ALL);
        assertThat(refused(new Wish.ChangeCompute(LARGE))).isEqualTo(RefusalCode.TOO_SOON);
        clock.forward(Duration.ofHours(6));
        assertAllowed(new Wish.ChangeCompute(LARGE));
        assertThat(node.get(Desktops.class)
                        .find(desktop)
                        .orElseThrow()
                        .agenda()
                        .resize()
                        .compute())
                .isEqualTo(LARGE);
        assertThat(refused(new Wish.Grow(4096))).isEqualTo(RefusalCode.TOO_SOON);
        clock.forward(Duration.ofHours(6));
        assertAllowed(new Wish.Grow(4096));
    }

    @Test
    void smallerMachineIsOncePerThirtyDays() {
        allow(ALL);
        jdbc.sql("update desktop set vcpus = 2, memory_mib = 4096").update();
        clock.forward(Duration.ofHours(6));
        assertAllowed(new Wish.ChangeCompute(SMALL));
        clock.forward(Duration.ofDays(29));
        assertThat(refused(new Wish.ChangeCompute(SMALL))).isEqualTo(RefusalCode.TOO_SOON);
        clock.forward(Duration.ofDays(1));
        assertAllowed(new Wish.ChangeCompute(SMALL));
    }

    @Test
    void runningModeCountsAtOnceAndDoesNotWait() {
        allow(ALL);
        assertAllowed(new Wish.ChangeMode(new RunningPolicy(RunningMode.AUTO_STOP, 30)));
        assertAllowed(new Wish.ChangeMode(new RunningPolicy(RunningMode.MANUAL, 60)));
        assertThat(node.get(Desktops.class)
                        .find(desktop)
                        .orElseThrow()
                        .blueprint()
                        .running()
                        .mode())
                .isEqualTo(RunningMode.MANUAL);
    }

    @Test
    void onlyWhatIsOfferedAndAllowedCanBeWished() {
        allow(ALL);
        clock.forward(Duration.ofHours(6));
        assertThatThrownBy(() -> carryOut(alice, new Wish.ChangeCompute(new Compute(64, 65_536))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed for this desktop are [");
        assertThatThrownBy(() -> carryOut(alice, new Wish.Grow(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 102400 MiB");
        assertThatThrownBy(() -> carryOut(alice, new Wish.Grow(16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never shrink");
        // What was refused does not count as a change.
        assertAllowed(new Wish.Grow(4096));
    }

    @Test
    void theSizeOfABundleThatIsNotForThePersonCannotBeWished() {
        allow(ALL);
        clock.forward(Duration.ofHours(6));
        jdbc.sql("delete from entitlement where bundle_id = (select id from bundle where name = 'Large')")
                .update();
        assertThatThrownBy(() -> carryOut(alice, new Wish.ChangeCompute(LARGE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed for this desktop are [1 vCPU and 1024 MiB]");
    }

    @Test
    void nothingBeyondWhatTheBundleAllowsCanBeWished() {
        allow(ALL);
        clock.forward(Duration.ofHours(6));
        var book = node.get(BundleBoundsBook.class);
        var bundle = new BundleId(jdbc.sql("select id from bundle where name = 'Small'")
                .query(UUID.class)
                .single());
        var bounds = new BundleBounds(List.of(SMALL), List.of(RunningMode.AUTO_STOP), 120, 2048L);
        assertThat(book.change(bundle, 0, bounds, new Actor.Berth())).isEqualTo(new BundleBoundsBook.Kept(bounds, 1));

        assertBeyond(new Wish.ChangeCompute(LARGE));
        assertBeyond(new Wish.ChangeMode(new RunningPolicy(RunningMode.ALWAYS_ON, 60)));
        assertBeyond(new Wish.ChangeMode(new RunningPolicy(RunningMode.AUTO_STOP, 121)));
        assertBeyond(new Wish.Grow(2049));
        assertAllowed(new Wish.ChangeMode(new RunningPolicy(RunningMode.AUTO_STOP, 120)));
        assertAllowed(new Wish.Grow(2048));

        var nothing = new BundleBounds(List.of(), List.of(), null, null);
        assertThatThrownBy(() -> book.change(bundle, 0, nothing, new Actor.Berth()))
                .isInstanceOf(StaleRevisionException.class);
        book.change(bundle, 1, nothing, new Actor.Berth());
        assertBeyond(new Wish.ChangeMode(new RunningPolicy(RunningMode.AUTO_STOP, 60)));
    }

    private void assertBeyond(Wish wish) {
        assertThatThrownBy(() -> carryOut(alice, wish))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed");
    }

    @Test
    void somebodyElsesDesktopIsNotThere() {
        allow(ALL);
        Person bob = signedIn("bob");
        assertThat(((AccessDecision.Refused)
                                carryOut(bob, new Wish.ChangeMode(new RunningPolicy(RunningMode.MANUAL, 60))))
                        .code())
                .isEqualTo(RefusalCode.NOT_FOUND);
    }

    @Test
    void withoutTheEntitlementNothingIsServed() {
        allow(ALL);
        jdbc.sql("delete from entitlement").update();
        assertThat(refused(new Wish.ChangeMode(new RunningPolicy(RunningMode.MANUAL, 60))))
                .isEqualTo(RefusalCode.NOT_ENTITLED);
    }

    @Test
    void twoAdminsDoNotOverwriteEachOther() {
        var book = node.get(SelfServiceBook.class);
        book.change(0, ALL, new Actor.Berth());
        assertThatThrownBy(() -> book.change(0, SelfServicePolicy.DEFAULT, new Actor.Berth()))
                .isInstanceOf(StaleRevisionException.class);
        book.change(1, SelfServicePolicy.DEFAULT, new Actor.Berth());
        assertThat(book.kept()).isEqualTo(new SelfServiceBook.Kept(SelfServicePolicy.DEFAULT, 2));
    }

    private void allow(SelfServicePolicy policy) {
        node.get(SelfServiceBook.class).change(0, policy, new Actor.Berth());
    }

    private AccessDecision carryOut(Person person, Wish wish) {
        return selfService.carryOut(person, OFFICE, desktop, wish);
    }

    private void assertAllowed(Wish wish) {
        assertThat(carryOut(alice, wish)).isInstanceOf(AccessDecision.Allowed.class);
    }

    private RefusalCode refused(Wish wish) {
        AccessDecision decision = carryOut(alice, wish);
        assertThat(decision).isInstanceOf(AccessDecision.Refused.class);
        return ((AccessDecision.Refused) decision).code();
    }

    private Person signedIn(String name) {
        var person = new Person(
                new PersonId(UUID.randomUUID()),
                name,
                name + "@corp.example.com",
                name,
                null,
                Set.of(),
                Set.of(Role.EMPLOYEE));
        node.get(Access.class).decide(person, OFFICE, new Intent.SignIn());
        return person;
    }

    private void bundle(String name, Compute compute) {
        UUID id = BundleRow.add(jdbc, name, compute.vcpus(), compute.memoryMib(), RunningMode.MANUAL);
        jdbc.sql("""
                        insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
                        values (gen_random_uuid(), 'main', 'EVERYONE', '', 'everyone', :id, now())
                        """).param("id", id).update();
    }

    private DesktopId desktopOf(Person person) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :id, 'main', :person, b.id, b.image_version_id, :id::text, 1, 1024, 'MANUAL', 60, 'STOPPED',
                               now(), 'STOPPED', now() + interval '365 days', now()
                          from bundle b where b.name = 'Small'
                        """).param("id", id).param("person", person.id().objectGuid()).update();
        return new DesktopId(id);
    }
}
