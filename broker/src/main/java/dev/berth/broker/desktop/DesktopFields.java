package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All that can change of a desktop, as it was read, to be set by the verbs of a draft and put together again. */
abstract class DesktopFields {

    final Desktop before;
    final Instant now;
    DesktopState state;

    @Nullable
    String reason;

    Wanted wanted;
    Power power;

    @Nullable
    HostId host;

    boolean holdsRoom;

    @Nullable
    Mark mark;

    int attempts;

    @Nullable
    String savedStateKept;

    Instant stateSince;

    @Nullable
    Instant started;

    @Nullable
    Instant firstReady;

    @Nullable
    Instant lastUsed;

    @Nullable
    Instant stopDue;

    @Nullable
    Instant keptUntil;

    @Nullable
    Instant retry;

    Make make;
    Agenda agenda;

    DesktopFields(Desktop before, Instant now) {
        this.before = before;
        this.now = now;
        Condition condition = before.condition();
        state = condition.state();
        reason = condition.reason();
        wanted = condition.wanted();
        power = condition.power();
        host = condition.host();
        holdsRoom = condition.holdsRoom();
        mark = condition.mark();
        attempts = condition.attempts();
        savedStateKept = condition.savedStateKept();
        Times times = before.times();
        stateSince = times.stateSince();
        started = times.started();
        firstReady = times.firstReady();
        lastUsed = times.lastUsed();
        stopDue = times.stopDue();
        keptUntil = times.keptUntil();
        retry = times.retry();
        make = new Make(before.bundle(), before.blueprint());
        agenda = before.agenda();
    }

    final Desktop done() {
        return new Desktop(
                before.id(),
                before.person(),
                make.bundle(),
                before.fleet(),
                make.blueprint(),
                new Condition(state, reason, wanted, power, host, holdsRoom, mark, attempts, savedStateKept),
                new Times(
                        before.times().created(),
                        stateSince,
                        started,
                        firstReady,
                        lastUsed,
                        stopDue,
                        before.times().heldUntil(),
                        keptUntil,
                        before.times().forgettingSince(),
                        retry),
                agenda,
                before.inUse(),
                before.revision());
    }
}
