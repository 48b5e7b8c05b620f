package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A placed AUTO_STOP desktop that holds room and was used an hour ago. */
final class DesktopBuilder {

    private DesktopState state = DesktopState.AVAILABLE;
    private Wanted wanted = Wanted.RUNNING;
    private RunningMode mode = RunningMode.AUTO_STOP;
    private @Nullable Mark mark;
    private boolean room = true;
    private int attempts;
    private boolean inUse;
    private @Nullable Instant started;
    private @Nullable Instant firstReady;
    private @Nullable Instant due;
    private @Nullable Instant held;
    private Instant lastUsed;
    private Disks disks = Disks.first(1024, 256);
    private Agenda agenda = Agenda.EMPTY;
    private @Nullable Instant keptUntil;
    private @Nullable Instant forgetting;
    private Instant since;
    private final Instant earlier;

    DesktopBuilder(Instant now) {
        earlier = now.minus(Duration.ofHours(1));
        lastUsed = earlier;
        since = earlier;
        due = now.plus(Duration.ofMinutes(30));
    }

    DesktopBuilder in(DesktopState value) {
        state = value;
        return this;
    }

    DesktopBuilder wanting(Wanted value) {
        wanted = value;
        return this;
    }

    DesktopBuilder mode(RunningMode value) {
        mode = value;
        return this;
    }

    DesktopBuilder marked(Mark value) {
        mark = value;
        return this;
    }

    DesktopBuilder withoutRoom() {
        room = false;
        return this;
    }

    DesktopBuilder attempts(int value) {
        attempts = value;
        return this;
    }

    DesktopBuilder inUse() {
        inUse = true;
        return this;
    }

    DesktopBuilder startedAt(@Nullable Instant value) {
        started = value;
        return this;
    }

    DesktopBuilder readyOnceAt(Instant value) {
        firstReady = value;
        return this;
    }

    /** What was sent for it from another region is its user volume. */
    DesktopBuilder tookIn() {
        disks = disks.withUser(2, 256);
        return this;
    }

    DesktopBuilder dueAt(@Nullable Instant value) {
        due = value;
        return this;
    }

    DesktopBuilder lastUsedAt(Instant value) {
        lastUsed = value;
        return this;
    }

    DesktopBuilder sinceThen(Instant value) {
        since = value;
        return this;
    }

    DesktopBuilder forgettingSince(Instant value) {
        forgetting = value;
        return this;
    }

    /** A power schedule keeps it on. */
    DesktopBuilder heldUntil(Instant value) {
        held = value;
        return this;
    }

    DesktopBuilder keptUntil(Instant value) {
        keptUntil = value;
        return this;
    }

    DesktopBuilder resizing(Resize value) {
        agenda = agenda.with(value);
        return this;
    }

    DesktopBuilder snapshots(SnapshotDesk value) {
        agenda = new Agenda(agenda.exchange(), agenda.resize(), value, agenda.points(), agenda.residence());
        return this;
    }

    /** Disks are exchanged, and that is so far. */
    DesktopBuilder exchanging(Exchange.Kind kind, Exchange.Phase phase, DesktopState from) {
        Desktop was = build();
        Blueprint before = was.blueprint();
        var make = new Make(was.bundle(), before);
        var becomes = new Make(was.bundle(), before.with(before.disks().next(1024, 256)));
        var snapshot = new SnapshotId(new UUID(1, 6));
        agenda = agenda.with(new Exchange(kind, phase, null, snapshot, from, make, becomes, null, true, null));
        return this;
    }

    Desktop build() {
        return new Desktop(
                new DesktopId(new UUID(1, 1)),
                new PersonId(new UUID(1, 2)),
                new BundleId(new UUID(1, 3)),
                null,
                new Blueprint(
                        new ImageVersionId(new UUID(1, 4)),
                        disks,
                        "berth-1",
                        new Compute(2, 1024),
                        new RunningPolicy(mode, 60)),
                new Condition(
                        state, null, wanted, Power.RUNNING, new HostId(new UUID(1, 5)), room, mark, attempts, null),
                new Times(earlier, since, started, firstReady, lastUsed, due, held, keptUntil, forgetting, null),
                agenda,
                inUse,
                1);
    }
}
