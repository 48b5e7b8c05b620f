package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a power schedule wants of desktops. Each verb may be repeated; nobody who uses a desktop is put out by one. */
@Component
public class DesktopPower {

    private final DesktopChange change;
    private final JdbcClient jdbc;
    private final Clock clock;

    DesktopPower(DesktopChange change, JdbcClient jdbc, Clock clock) {
        this.change = change;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Keeps AUTO_STOP from stopping them before that. Whoever is about to stop one finds it changed.
     *
     * @param until null for no longer
     */
    public void hold(Collection<DesktopId> desktops, @Nullable Instant until) {
        if (!desktops.isEmpty()) {
            jdbc.sql("""
                            update desktop
                               set held_until = :until::timestamptz, revision = revision + 1
                             where id = any (:ids::uuid[]) and held_until is distinct from :until::timestamptz
                            """)
                    .param("ids", desktops.stream().map(DesktopId::toString).collect(Collectors.joining(",", "{", "}")))
                    .param("until", JdbcDesktops.utc(until))
                    .update();
        }
    }

    /** Starts one that is off. Whether it was begun. */
    public boolean warm(DesktopId desktop) {
        return begun(desktop, before -> warmed(before, clock.instant()));
    }

    /**
     * Stops one that runs and that nobody has been on for so long. Whether it was begun.
     *
     * @param why a sentence for people
     */
    public boolean stopAfterHours(DesktopId desktop, String why, Duration quiet) {
        return begun(desktop, before -> {
            Instant now = clock.instant();
            return stopped(before, why, now.minus(quiet), now);
        });
    }

    /** By what was asked of it, not by its state after that: a desktop may be through already. */
    private boolean begun(DesktopId desktop, UnaryOperator<Desktop> verb) {
        var begun = new AtomicBoolean();
        change.apply(desktop, before -> {
            Desktop after = verb.apply(before);
            begun.set(!after.equals(before));
            return after;
        });
        return begun.get();
    }

    /** One that is not simply off is left to whoever is at it. */
    private static Desktop warmed(Desktop desktop, Instant now) {
        boolean off =
                desktop.state() == DesktopState.STOPPED && desktop.condition().wanted() == Wanted.STOPPED;
        return off && isScheduled(desktop) ? desktop.draft(now).bringUpIfDown().done() : desktop;
    }

    /** One that somebody uses, or has used since, is left. */
    private static Desktop stopped(Desktop desktop, String why, Instant quietSince, Instant now) {
        Instant used = desktop.times().lastUsed();
        boolean quiet = !desktop.inUse() && (used == null || !used.isAfter(quietSince));
        boolean on =
                desktop.state() == DesktopState.AVAILABLE && !desktop.times().isHeld(now);
        return on && quiet && isScheduled(desktop)
                ? desktop.draft(now).stop(why).done()
                : desktop;
    }

    private static boolean isScheduled(Desktop desktop) {
        return !desktop.isInstance() && desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON;
    }
}
