package dev.berth.broker.software;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.software.SoftwarePlanner.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A package that is to be another one than the one that Berth brought. */
class RenamedTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Content OLD = new Content.FromSources("tool:amd64", "1.0");

    private final SoftwareId software = new SoftwareId(UUID.randomUUID());
    private final SoftwarePlanner planner = new SoftwarePlanner(new SoftwareSettings(
            20, 3, Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(30), 256));

    @Test
    void whatBerthBroughtUnderAnotherNameGoesFirstAndNotUnderAnybodysHands() {
        Version held = version(OLD);
        Task task = task(version(new Content.FromSources("tool-ng", "1.0")), held);
        assertThat(task.known()).isEqualTo(held);
        assertThat(planner.next(List.of(task), situation(false)))
                .isInstanceOfSatisfying(
                        SoftwareStep.Begin.class,
                        begin -> assertThat(begin.removing() && begin.version().equals(held))
                                .isTrue());
        assertThat(planner.next(List.of(task), situation(true))).isInstanceOf(SoftwareStep.Rest.class);
    }

    @Test
    void whatIsTheSameThingIsReplacedInPlace() {
        Content file = new Content.FromFile("tool", "2.0", new SoftwareFileId(UUID.randomUUID()));
        assertThat(task(version(file), version(OLD)).isUnderOtherName()).isFalse();
        Content scripts = new Content.Scripts("true", "true", "false");
        assertThat(task(version(scripts), version(scripts)).isUnderOtherName()).isFalse();
        assertThat(task(version(scripts), version(OLD)).isUnderOtherName()).isTrue();
    }

    private static Situation situation(boolean attended) {
        return new Situation(NOW, false, Instant.MAX, attended, 1, true);
    }

    private Version version(Content content) {
        return new Version(new VersionId(UUID.randomUUID()), software, new VersionSpec("1.0", content), "adam", NOW);
    }

    private Task task(Version target, Version held) {
        return new Task(
                new DesktopId(UUID.randomUUID()),
                software,
                "Tool",
                Rule.REQUIRED,
                Moment.NOW,
                null,
                target,
                held,
                target,
                TaskState.PLANNED,
                NOW,
                new Task.Found.Present("1.0"),
                null,
                0,
                null,
                null);
    }
}
