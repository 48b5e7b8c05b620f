package dev.berth.broker.assignment;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.assignment.AssignedRegion.ADMIN;
import static dev.berth.broker.assignment.AssignedRegion.KEPT;
import static dev.berth.broker.assignment.AssignedRegion.OFFICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AssignmentTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final AssignedRegion region = new AssignedRegion();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void memberOfTheGroupGetsADesktopAtTheFirstSignIn() {
        PersonId alice = region.domain.user("alice");
        region.assigned(region.group("Engineering"), KEPT);
        region.domain.join("alice", "Engineering");
        region.comesIn(region.node, "alice");
        within(SOON, "alice has a desktop", () -> !region.desktops(alice).isEmpty());
        Desktop desktop = region.desktop(alice);
        assertThat(desktop.condition().wanted()).isEqualTo(Wanted.RUNNING);
        assertThat(region.get(AuditLog.class).latest(AuditFilter.of("desktop", desktop.id(), 10)))
                .anySatisfy(entry -> assertThat(entry.reason()).contains("Engineering"));
    }

    @Test
    void assignmentEntitlesAndTheReasonNamesTheGroup() {
        region.domain.user("alice");
        region.assigned(region.group("Engineering"), KEPT);
        region.domain.join("alice", "Engineering");
        Person alice = region.signsIn("alice");
        AccessDecision decision =
                region.get(Access.class).decide(alice, OFFICE, new Intent.OpenDesktop(region.bundle.id()));
        assertThat(decision).isInstanceOf(AccessDecision.Allowed.class);
        assertThat(decision.findings())
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("through group Engineering"));
    }

    @Test
    void whoIsNotInTheGroupGetsNothing() {
        PersonId bob = region.domain.employee("bob");
        region.assigned(region.group("Engineering"), KEPT);
        region.signsIn("bob");
        assertThat(region.desktops(bob)).isEmpty();
    }

    @Test
    void manySignInsAtOnceOnTwoNodesMakeOne() throws Exception {
        PersonId alice = region.domain.user("alice");
        region.assigned(region.group("Engineering"), KEPT);
        region.domain.join("alice", "Engineering");
        BrokerNode other = region.anotherNode();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                BrokerNode at = i % 2 == 0 ? region.node : other;
                all.add(threads.submit(() -> region.comesIn(at, "alice")));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        region.settled();
        assertThat(region.desktops(alice)).hasSize(1);
    }

    @Test
    void signInWhoseNodeWasKilledIsSettledByAnother() {
        PersonId alice = region.domain.employee("alice");
        region.assigned(region.group("Engineering"), KEPT);
        Person person = region.signsIn("alice");
        region.domain.join("alice", "Engineering");
        // The mark that a sign-in leaves, without anybody who was told of it.
        region.get(JdbcClient.class)
                .sql("""
                        update person set assignments_due = last_seen_at,
                               memberships = '[{"id": {"sid": "%s"}, "name": "Engineering", "dn": "", "path": ["Engineering"]}]'
                         where id = ?
                        """.formatted(((Subject.OfGroup) region.onlyAssignment().subject()).group()))
                .param(person.id().objectGuid())
                .update();
        assertThat(region.anotherNode().get(Settlement.class).settleDue()).isFalse();
        within(SOON, "alice has a desktop", () -> region.desktops(alice).size() == 1);
    }

    @Test
    void desktopThatIsThereIsLeftAsItIs() {
        PersonId alice = region.domain.user("alice");
        Subject.OfGroup group = region.group("Engineering");
        region.get(Catalog.class).entitle(group, new Offer.OfBundle(region.bundle.id()), ADMIN);
        region.domain.join("alice", "Engineering");
        region.signsIn("alice");
        Desktop own = region.get(Desktops.class).open(alice, region.bundle);
        Assignment assignment = region.assigned(group, KEPT);
        assertThat(assignment.broughtEntitlement()).isFalse();
        region.signsIn("alice");
        assertThat(region.desktop(alice).id()).isEqualTo(own.id());
        assertThat(region.get(JdbcAssignments.class).desktops(region.bundle.id()))
                .containsEntry(assignment.id(), 1);
    }

    @Test
    void assignmentMaySayHowItsDesktopsRun() {
        PersonId alice = region.domain.employee("alice");
        region.assigned(
                new Subject.OfPerson(alice, "Alice"),
                new Terms(new RunningPolicy(RunningMode.MANUAL, 30), LeavingPolicy.KEEP, 0));
        region.signsIn("alice");
        assertThat(region.desktop(alice).blueprint().running()).isEqualTo(new RunningPolicy(RunningMode.MANUAL, 30));
    }

    @Test
    void whatAnAdminTerminatedIsNotBroughtBackByASignIn() {
        Desktop desktop = region.assignedTo("alice", KEPT);
        region.get(Desktops.class).terminate(desktop.id());
        within(SOON, "it is terminated", () -> region.state(desktop) == DesktopState.TERMINATED);
        region.get(JdbcClient.class)
                .sql("update desktop set kept_until = now() + interval '7 days' where id = ?")
                .param(desktop.id().value())
                .update();
        region.signsIn("alice");
        assertThat(region.desktop(desktop.person()).id()).isNotEqualTo(desktop.id());
    }

    @Test
    void sameSubjectIsAssignedOnce() {
        Subject.OfGroup group = region.group("Engineering");
        region.assigned(group, KEPT);
        assertThatThrownBy(() -> region.assigned(group, KEPT)).isInstanceOf(ChangeRefusedException.class);
        assertThatThrownBy(() -> region.assigned(new Subject.Everyone(), KEPT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a group or a person");
        assertThatThrownBy(() -> new Terms(null, LeavingPolicy.TERMINATE, 0)).hasMessageContaining("1 to 365");
    }

    @Test
    void desktopsAreNamedByTheirBundlesPattern() {
        Bundle bundle = region.bundle("CAD Größe", "{bundle}-{user}-{n}");
        PersonId odd = region.domain.employee("o'neil.x");
        region.get(Assignments.class).assign(new Subject.OfPerson(odd, "O"), bundle.id(), KEPT, ADMIN);
        region.signsIn("o'neil.x");
        assertThat(region.desktop(odd).blueprint().hostname()).isEqualTo("cad-g-o-nei-1");
        Desktop first = region.desktop(odd);
        region.get(Desktops.class).terminate(first.id());
        within(SOON, "the first is terminated", () -> region.state(first) == DesktopState.TERMINATED);
        region.signsIn("o'neil.x");
        assertThat(region.desktop(odd).blueprint().hostname()).isEqualTo("cad-g-o-nei-2");
    }
}
