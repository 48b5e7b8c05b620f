package dev.berth.broker.assignment;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.assignment.AssignedRegion.ADMIN;
import static dev.berth.broker.assignment.AssignedRegion.KEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of the desktops of those who are in the group no more. */
class LeavingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration NOW = Duration.ofNanos(1);

    private final AssignedRegion region = new AssignedRegion();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void leaverLosesTheDesktopOnTheDayThatWasShown() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 30));
        region.domain.leave("alice", "Engineering");
        look();
        Leaving leaving = region.get(JdbcLeavings.class).find(desktop.id()).orElseThrow();
        assertThat(leaving.actsAt()).contains(leaving.noticedAt().plus(Duration.ofDays(30)));
        region.clock.forward(Duration.ofDays(29));
        act();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.PENDING);
        region.clock.forward(Duration.ofDays(2));
        act();
        assertThat(region.state(desktop)).isIn(DesktopState.TERMINATING, DesktopState.TERMINATED);
    }

    @Test
    void whoComesBackWhileTheVolumesAreKeptGetsTheSameDesktop() {
        Desktop desktop = terminatedForLeaving("alice");
        region.get(JdbcClient.class)
                .sql("update desktop set kept_until = now() + interval '7 days', first_ready_at = now() where id = ?")
                .param(desktop.id().value())
                .update();
        region.domain.join("alice", "Engineering");
        region.signsIn("alice");
        assertThat(region.desktop(desktop.person()).id()).isEqualTo(desktop.id());
        assertThat(region.desktop(desktop.person()).condition().wanted()).isEqualTo(Wanted.RUNNING);
        assertThat(region.get(JdbcLeavings.class).find(desktop.id())).isEmpty();
    }

    @Test
    void whoComesBackWhenTheVolumesGoGetsANewDesktop() {
        Desktop desktop = terminatedForLeaving("alice");
        region.get(JdbcClient.class)
                .sql("update desktop set kept_until = now() + interval '1 day', forgetting_since = now() where id = ?")
                .param(desktop.id().value())
                .update();
        region.domain.join("alice", "Engineering");
        region.signsIn("alice");
        assertThat(region.desktop(desktop.person()).id()).isNotEqualTo(desktop.id());
    }

    @Test
    void terminationThatCannotBeWrittenDownIsNotDone() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 30));
        region.domain.leave("alice", "Engineering");
        look();
        region.clock.forward(Duration.ofDays(31));
        var jdbc = region.get(JdbcClient.class);
        jdbc.sql("alter table leaving add constraint never_acted check (acted_at is null)")
                .update();
        act();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.PENDING);
        jdbc.sql("alter table leaving drop constraint never_acted").update();
        region.clock.forward(Duration.ofHours(1));
        act();
        assertThat(region.state(desktop)).isIn(DesktopState.TERMINATING, DesktopState.TERMINATED);
    }

    @Test
    void whoComesBackInTimeKeepsTheDesktop() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 30));
        region.domain.leave("alice", "Engineering");
        look();
        region.domain.join("alice", "Engineering");
        region.clock.forward(Duration.ofDays(31));
        act();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.PENDING);
        assertThat(region.get(JdbcLeavings.class).find(desktop.id())).isEmpty();
    }

    @Test
    void silentDirectoryIsNoLeaving() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 1));
        region.domain.close();
        look();
        assertThat(region.get(JdbcLeavings.class).find(desktop.id())).isEmpty();
    }

    @Test
    void policyWaitsForADirectoryThatIsSilentOnItsDay() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 1));
        region.domain.leave("alice", "Engineering");
        look();
        region.domain.close();
        region.clock.forward(Duration.ofDays(2));
        act();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.PENDING);
        assertThat(region.get(JdbcLeavings.class)
                        .find(desktop.id())
                        .orElseThrow()
                        .hindrance())
                .isPresent();
    }

    @Test
    void suspensionWaitsForAStateThatAllowsItAndEndsWhenItsPersonReturns() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.SUSPEND, 0));
        region.domain.leave("alice", "Engineering");
        look();
        act();
        Leaving hindered = region.get(JdbcLeavings.class).find(desktop.id()).orElseThrow();
        assertThat(hindered.actedAt()).isEmpty();
        assertThat(hindered.hindrance().orElseThrow()).contains("PENDING");
        region.get(JdbcClient.class)
                .sql("update desktop set state = 'STOPPED', wanted = 'STOPPED', revision = revision + 1 where id = ?")
                .param(desktop.id().value())
                .update();
        region.clock.forward(Duration.ofHours(2));
        act();
        within(SOON, "it is suspended", () -> region.state(desktop) == DesktopState.SUSPENDED);
        assertThat(region.get(JdbcLeavings.class)
                        .find(desktop.id())
                        .orElseThrow()
                        .actedAt())
                .isPresent();
        region.domain.join("alice", "Engineering");
        region.signsIn("alice");
        assertThat(region.state(desktop)).isEqualTo(DesktopState.STOPPED);
        assertThat(region.get(JdbcLeavings.class).find(desktop.id())).isEmpty();
    }

    @Test
    void whoHasTheBundleThroughSomethingElseHasNotLeft() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 1));
        region.get(Catalog.class).entitle(new Subject.Everyone(), new Offer.OfBundle(region.bundle.id()), ADMIN);
        region.domain.leave("alice", "Engineering");
        look();
        assertThat(region.get(JdbcLeavings.class).find(desktop.id())).isEmpty();
    }

    @Test
    void deletedAccountHasLeftAndADisabledOneThatLostItsGroupsToo() {
        Desktop alices = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 30));
        PersonId bob = region.domain.user("bob");
        region.domain.join("bob", "Engineering");
        region.signsIn("bob");
        Desktop bobs = region.desktop(bob);
        region.domain.delete("alice");
        region.domain.disable("bob");
        look();
        assertThat(region.get(JdbcLeavings.class).find(alices.id())).isPresent();
        assertThat(region.get(JdbcLeavings.class).find(bobs.id())).isEmpty();
        region.domain.leave("bob", "Engineering");
        look();
        assertThat(region.get(JdbcLeavings.class).find(bobs.id())).isPresent();
    }

    @Test
    void changedTermsCountForThoseWhoHaveLeftAlready() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 30));
        region.domain.leave("alice", "Engineering");
        look();
        Assignment assignment = region.onlyAssignment();
        region.get(Assignments.class).change(assignment.id(), assignment.revision(), KEPT, ADMIN);
        assertThat(region.get(JdbcLeavings.class)
                        .find(desktop.id())
                        .orElseThrow()
                        .actsAt())
                .isEmpty();
        assertThatThrownBy(
                        () -> region.get(Assignments.class).change(assignment.id(), assignment.revision(), KEPT, ADMIN))
                .isInstanceOf(StaleRevisionException.class);
    }

    @Test
    void withdrawnAssignmentTakesItsEntitlementAlongAndLeavesDesktops() {
        Desktop desktop = region.assignedTo("alice", new Terms(null, LeavingPolicy.TERMINATE, 1));
        Assignment assignment = region.onlyAssignment();
        region.get(Assignments.class).withdraw(assignment.id(), assignment.revision(), ADMIN);
        assertThat(region.get(JdbcEntitlements.class).to(new Offer.OfBundle(region.bundle.id())))
                .isEmpty();
        region.domain.leave("alice", "Engineering");
        region.clock.forward(Duration.ofDays(9));
        look();
        act();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.PENDING);
    }

    private Desktop terminatedForLeaving(String name) {
        Desktop desktop = region.assignedTo(name, new Terms(null, LeavingPolicy.TERMINATE, 30));
        region.domain.leave(name, "Engineering");
        look();
        region.clock.forward(Duration.ofDays(31));
        act();
        within(SOON, "it is terminated", () -> region.state(desktop) == DesktopState.TERMINATED);
        return desktop;
    }

    /** What a round does an hour later. */
    private void look() {
        region.clock.forward(Duration.ofSeconds(1));
        region.get(Departures.class).look(NOW);
        assertThat(region.get(Settlement.class).settleDue()).isFalse();
        region.settled();
    }

    private void act() {
        region.get(Departures.class).act();
    }
}
