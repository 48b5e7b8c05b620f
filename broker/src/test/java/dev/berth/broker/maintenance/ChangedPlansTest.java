package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.update.UpdateSpec;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is announced changes: it is put off, switched off, given another time, or begun by hand. */
class ChangedPlansTest extends InAnAnnouncedRegion {

    @Test
    void turnIsPutOffWithinTheBudgetAndTheRunLeavesItAlone() {
        server.start();
        Person alice = region.person("alice");
        DesktopId desktop = region.running(alice, bundle);
        Deferrals deferrals = region.get(Deferrals.class);
        Deferrals.Turn turn = deferrals.of(alice.id()).getFirst();
        assertThat(turn.left()).isEqualTo(1);
        assertThatThrownBy(
                        () -> deferrals.defer(region.person("mallory").id(), desktop, turn.window(), turn.day(), ADMIN))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> deferrals.defer(
                        alice.id(), desktop, turn.window(), turn.day().plusDays(30), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("no maintenance on");
        deferrals.defer(alice.id(), desktop, turn.window(), turn.day(), ADMIN);
        deferrals.defer(alice.id(), desktop, turn.window(), turn.day(), ADMIN);
        assertThat(deferrals.of(alice.id()).getFirst().deferred()).isTrue();
        assertThat(deferrals.of(alice.id()).getFirst().left()).isZero();
        notices.tell();
        assertThat(server.getReceivedMessages()).isEmpty();
        toTheWindow();
        region.get(MaintenanceRounds.class).openWindows();
        Run run = region.get(Runs.class).latest(1, 0).getFirst();
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.SKIPPED, 1));
        assertThat(region.get(Runs.class).lines(run.id(), 1, 0).getFirst().reason())
                .contains("Its person put it off.");
        assertThat(region.audited("desktop", desktop)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aWindowThatWasSwitchedOffIsNotAnnouncedAnyMore() {
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.WAITING);
        server.start();
        MaintenanceWindow window = own();
        region.get(Windows.class).enable(window.id(), window.revision(), false, ADMIN);

        region.clock.forward(Duration.ofMinutes(6));
        notices.tell();

        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.SKIPPED);
        assertThat(mail().reason().orElse("")).contains("switched off");
    }

    @Test
    void aWindowThatWasGivenAnotherTimeIsAnnouncedAnew() {
        server.start();
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(server.getReceivedMessages()).hasSize(1);
        MaintenanceWindow window = own();
        Timing timing = window.spec().timing();
        // On the same day, whatever the time is.
        Duration moved = Duration.ofMinutes(timing.start().getHour() < 23 ? 20 : -20);
        var later = new Timing(timing.zone(), timing.rhythm(), timing.start().plus(moved), timing.lengthMinutes());
        Instant before = window();
        region.get(Windows.class)
                .update(window.id(), window.revision(), new WindowSpec("Tomorrow", later, Scope.ALL), ADMIN);

        notices.tell();
        notices.tell();

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(mail().beginsAt()).isEqualTo(before.plus(moved));
    }

    @Test
    void runByHandAndRolloutAreAnnouncedAndBeginAfterwards() throws Exception {
        server.start();
        DesktopId hers = member("alice", "alice@corp.example.com", null);
        DesktopId his = member("bob", "bob@corp.example.com", null);
        Runs runs = region.get(Runs.class);
        Rollouts rollouts = region.get(Rollouts.class);
        Duration notice = Duration.ofHours(2);
        Run cancelled = runs.start("Mistake", Set.of(his), 60, notice, ADMIN);
        runs.cancel(cancelled.id(), ADMIN);
        region.finished(cancelled.id());
        Run run = runs.start("Kernel", Set.of(hers), 60, notice, ADMIN);
        var spec = new RolloutSpec("Fonts", 0, 5, 5, 0, 60, UpdateSpec.ALL, 120);
        RolloutId rollout = rollouts.start(spec, Set.of(his), ADMIN).id();
        notices.tell();
        assertThat(told("Mistake")).containsOnly(Notice.State.SKIPPED);
        assertThat(told("Kernel")).containsExactlyInAnyOrder(Notice.State.SENT, Notice.State.WAITING);
        assertThat(told("Fonts")).containsExactlyInAnyOrder(Notice.State.SENT, Notice.State.WAITING);
        long after = 0;
        for (MimeMessage mail : server.getReceivedMessages()) {
            after += mail.getContent().toString().contains("is maintained after") ? 1 : 0;
        }
        assertThat(after).isEqualTo(2);
        advance();
        assertThat(runs.find(run.id()).orElseThrow().counts()).isEqualTo(Map.of(Phase.QUEUED, 1));
        assertThat(rollouts.find(rollout).orElseThrow().counts()).isEqualTo(Map.of(RolloutMember.State.WAITING, 1));

        region.clock.forward(notice.minusMinutes(10));
        region.beginSession(hers);
        notices.tell();
        assertThat(messages()).singleElement().asString().contains("Maintenance begins on");
        region.endSessions();
        region.clock.forward(Duration.ofMinutes(11));
        region.until("both are over", () -> {
            region.get(RolloutRounds.class).advance();
            return rollouts.find(rollout).orElseThrow().over()
                    && region.run(run.id()).over();
        });
        assertThat(region.run(run.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
    }

    private MaintenanceWindow own() {
        return region.get(Windows.class).list().stream()
                .filter(window -> window.kind() == MaintenanceWindow.Kind.OWN)
                .findFirst()
                .orElseThrow();
    }

    private void advance() {
        region.get(MaintenanceRounds.class).advance();
        region.get(RolloutRounds.class).advance();
        region.get(MaintenanceRounds.class).awaitIdle(MaintainedRegion.SOON);
    }

    private List<Notice.State> told(String name) {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.windowName().equals(name))
                .map(Notice::state)
                .toList();
    }
}
