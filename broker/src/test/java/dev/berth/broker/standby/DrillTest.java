package dev.berth.broker.standby;

import static dev.berth.broker.BrokerRegion.ADMIN;
import static dev.berth.broker.Within.within;
import static dev.berth.broker.standby.StandbyPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.alias.RegionRound;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.drill.Canary;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.DrillRounds;
import dev.berth.broker.drill.DrillSchedule;
import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.drill.DrillStage;
import dev.berth.broker.drill.Drills;
import dev.berth.broker.drill.Verdict;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.pipeline.TrialSessions;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.Stance;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** People who are led to the other region and back, over two regions. */
class DrillTest extends InADrilledPair {

    @Test
    void whoGoesComesBackWithWhatTheyWrote() {
        Desktop desktop = worked();

        // Whoever works is waited for, and then left out.
        pair.a.sessionBegins(desktop);
        start();
        assertThatThrownBy(this::start).hasMessageContaining("under way already");
        goOnUntil("the worker is waited for", one -> {
            String note = one.canaries().getFirst().note();
            return note != null && note.contains("working");
        });
        answered();
        pair.a.side.clock.forward(Duration.ofMinutes(11));
        hear();
        DrillReport skipped = goOnUntil("it is over", one -> one.drill().over());
        assertThat(skipped.canaries().getFirst().state()).isEqualTo(Canary.State.SKIPPED);
        assertThat(skipped.drill().failedIn()).isEqualTo(DrillStage.CHECKS);
        assertThat(skipped.canaries().getFirst().fault()).as("that is no fault").isFalse();
        pair.a.sessionsEnd();
        pair.a.side.clock.forward(Duration.ofSeconds(1));

        // The rest of it is there first; then they go.
        start();
        goOnUntil("it is there", one -> one.drill().stage() == DrillStage.START);
        assertThat(pair.a.side.regions.stance(pair.person)).isInstanceOf(Stance.StandsBy.class);
        Desktop there = pair.standby();
        within(SOON, "it is ready there", () -> {
            DrillRounds.goOn(pair.b.node);
            return pair.b.desktop(there.id()).ready();
        });
        assertThat(pair.b.world.files(pair.b.userVolume(there))).containsEntry(ONE, "1");
        pair.b.sessionBegins(there);
        pair.b.write(there, TWO, "2");

        // Nobody who works there is called back, and what they wrote comes with them.
        DrillReport waits = goOnUntil(
                "the way back",
                one -> one.drill().stage() == DrillStage.FAILBACK
                        && String.valueOf(one.canaries().getFirst().note()).contains("works there"));
        assertThat(waits.canaries().getFirst().times().home()).isNull();
        pair.b.sessionsEnd();
        pair.b.side.clock.forward(Duration.ofSeconds(1));
        DrillReport passed = goOnUntil("it is over", one -> one.drill().over());
        assertThat(passed.drill().verdict()).as("%s", passed).isEqualTo(Verdict.PASSED);
        Canary canary = passed.canaries().getFirst();
        assertThat(canary.there().wrote()).isTrue();
        assertThat(canary.rpo()).isLessThan(Duration.ofMinutes(1));
        assertThat(passed.rto()).isPresent();
        assertThat(passed.stages()).hasSize(7).allMatch(stage -> stage.ended() != null);
        assertThat(pair.a.side.regions.stance(pair.person)).isInstanceOf(Stance.Serves.class);
        assertThat(pair.a.world.files(pair.a.userVolume(pair.a.open())))
                .containsEntry(ONE, "1")
                .containsEntry(TWO, "2");
        assertThat(passed.canaries().getFirst().there().picture())
                .as("nobody looks over their shoulder")
                .isNull();
        assertThat(pair.a.node.get(UserPoints.class).of(desktop.id()))
                .as("nothing diverged")
                .noneMatch(point -> point.kind() == Kind.KEPT);
        within(SOON, "nobody asks any more", () -> {
            DrillRounds.goOn(pair.b.node);
            return pair.b
                            .side
                            .jdbc
                            .sql("select count(*) from drill_answer")
                            .query(Integer.class)
                            .single()
                    == 0;
        });
    }

    @Test
    void firstPictureIsMeasuredAndAPeerThatIsLostEndsIt() throws MessagingException, IOException {
        worked();
        pair.a
                .side
                .jdbc
                .sql("update person set mail = 'alice@corp.example.com' where id = ?")
                .param(pair.person.objectGuid())
                .update();
        mail.start();
        List<String> asked = new CopyOnWriteArrayList<>();
        pair.b.node.add("trials", (TrialSessions) (target, limit) -> {
            asked.add(target.account());
            return new Shown(Duration.ofMillis(420));
        });
        start();
        DrillReport passed = goOnUntil("it is over", one -> one.drill().over());
        assertThat(passed.drill().verdict()).as("%s", passed).isEqualTo(Verdict.PASSED);
        assertThat(passed.canaries().getFirst().there().picture()).isEqualTo(Duration.ofMillis(420));
        assertThat(passed.canaries().getFirst().there().wrote()).isFalse();
        assertThat(asked).hasSize(1);

        // The next one is on a schedule, and loses its peer in the middle.
        scheduled();
        goOnUntil("it is there", one -> one.drill().stage() == DrillStage.START);
        pair.regions.cut();
        pair.a.side.clock.forward(Duration.ofMinutes(3));
        DrillReport failed = goOnAlone(one ->
                one.drill().stage() == DrillStage.CHECKS_AFTER || one.drill().over());
        assertThat(failed.drill().failedIn()).isEqualTo(DrillStage.START);
        assertThat(failed.drill().reason()).contains("not heard of");
        assertThat(failed.canaries().getFirst().state()).isEqualTo(Canary.State.HOME);
        assertThat(pair.a.side.regions.stance(pair.person)).isInstanceOf(Stance.Serves.class);
        goOnAlone(one -> one.drill().over());
        pair.regions.mend();
        within(SOON, "the other region sees it", () -> {
            pair.beat();
            return pair.b.side.regions.stance(pair.person) instanceof Stance.StandsBy;
        });
        assertThat(mail.getReceivedMessages()).as("told once").hasSize(1);
        assertThat(mail.getReceivedMessages()[0].getSubject()).isEqualTo("A drill of the other region");
        assertThat(mail.getReceivedMessages()[0].getContent().toString())
                .contains("Hello Alice", "is served by region " + pair.b.side.name, "for 60 minutes at most");
    }

    @Test
    void aRegionThatDoesNotAnswerOrGivesTheAliasUpEndsIt() {
        worked();

        // It is of a version before: it is heard, and never says a word of drills.
        start();
        goOnAlone(one -> one.drill().stage() == DrillStage.CHECKS);
        pair.a.side.clock.forward(Duration.ofMinutes(3));
        hear();
        DrillReport unheard = goOnAlone(one -> one.drill().over());
        assertThat(unheard.drill().failedIn()).isEqualTo(DrillStage.CHECKS);
        assertThat(unheard.drill().reason()).contains("did not answer", "drill_call");
        assertThat(unheard.went()).isZero();

        // It gives the alias up while somebody is there.
        start();
        goOnUntil("it is there", one -> one.drill().stage() == DrillStage.START);
        RegionNews theirs = pair.b.node.get(RegionNews.class);
        pair.b.side.regions.accept(null, pair.b.side.clock.instant());
        within(SOON, "a ends it", () -> {
            pair.a.node.get(RegionRound.class).pass();
            theirs.beat();
            theirs.hear();
            DrillRounds.goOn(pair.a.node);
            return latest().drill().over();
        });
        assertThat(latest().drill().failedIn()).isEqualTo(DrillStage.START);
        assertThat(latest().drill().reason()).contains("does not say any more that it serves");
        assertThat(latest().canaries().getFirst().state()).isEqualTo(Canary.State.HOME);
        assertThat(pair.a.side.regions.stance(pair.person)).isInstanceOf(Stance.Serves.class);
        within(SOON, "it serves it again, and sees that its guest is gone", () -> {
            pair.beat();
            return pair.b.side.regions.stance(pair.person) instanceof Stance.StandsBy;
        });
    }

    private record Shown(Duration firstFrame) implements TrialSessions.Trial {
        @Override
        public void close() {
            // There is no connection.
        }
    }

    /** Its people are told as early as they are to be; it is begun once, and goes on in its time. */
    private void scheduled() {
        ZonedDateTime turn = pair.a
                .side
                .clock
                .instant()
                .atZone(ZoneOffset.UTC)
                .plusMinutes(2)
                .truncatedTo(ChronoUnit.MINUTES);
        var timing =
                new Timing(ZoneOffset.UTC, new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)), turn.toLocalTime(), 60);
        pair.a
                .node
                .get(DrillSchedules.class)
                .create(
                        new DrillSchedule.Terms("Daily", new Subject.OfPerson(pair.person, "Alice"), timing, 30),
                        ADMIN);
        int before = pair.a.node.get(Drills.class).list(10).size();
        DrillRounds.plan(pair.a.node);
        DrillRounds.plan(pair.a.node);
        assertThat(pair.a.node.get(Drills.class).list(10)).hasSize(before + 1);
        assertThat(latest().drill().beginsAt()).isEqualTo(turn.toInstant());
        assertThat(latest().mails()).containsOnlyKeys("SENT");
        DrillRounds.goOn(pair.a.node);
        assertThat(latest().drill().stage()).isEqualTo(DrillStage.ANNOUNCED);
        pair.a.side.clock.forward(Duration.ofMinutes(3));
        hear();
    }
}
