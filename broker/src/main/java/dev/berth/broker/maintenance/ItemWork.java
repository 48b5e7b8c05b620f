package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.maintenance.JdbcItems.Claim;
import dev.berth.broker.maintenance.JdbcItems.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the steps of one desktop's maintenance. What is asked of the desktop and how far its maintenance is are written in
 * one transaction, by the holder of the claim alone: a node that is killed at any line, or wakes up after it lost its
 * claim, neither does anything twice nor leaves a desktop behind in maintenance.
 */
@Component
class ItemWork {

    private static final Logger LOG = LoggerFactory.getLogger(ItemWork.class);
    private static final int MOST_STEPS = 20;

    /** While something is under way it is looked at so much more often than what waits for its turn. */
    private static final int EAGER = 10;

    private final JdbcItems items;
    private final Asking asking;
    private final MaintenanceNotes notes;
    private final MaintenanceSettings settings;
    private final Clock clock;
    private final ItemPlanner planner;
    private final UUID node = UUID.randomUUID();

    ItemWork(JdbcItems items, Asking asking, MaintenanceNotes notes, MaintenanceSettings settings, Clock clock) {
        this.items = items;
        this.asking = asking;
        this.notes = notes;
        this.settings = settings;
        this.clock = clock;
        this.planner = new ItemPlanner(settings);
    }

    /** What is asked of desktops. */
    @Component
    record Asking(Desktops desktops, DesktopLifecycle lifecycle, UpdateWork updates) {}

    /** A claim that was lost on the way: somebody else goes on. */
    private static final class ClaimLost extends RuntimeException {
        ClaimLost(Item item) {
            super("Lost the claim on the maintenance of desktop " + item.desktop() + " in run " + item.run());
        }
    }

    UUID node() {
        return node;
    }

    void work(Key key) {
        try {
            for (int i = 0; i < MOST_STEPS; i++) {
                Item item = items.read(key);
                Optional<Desktop> desktop = asking.desktops().find(key.desktop());
                if (item.phase().ended() || desktop.isEmpty() || !take(item, desktop.get())) {
                    return;
                }
            }
        } catch (ClaimLost e) {
            LOG.info("{}; leaving it.", e.getMessage());
        }
    }

    /** Whether there may be a next step at once. */
    private boolean take(Item item, Desktop desktop) {
        try {
            switch (planner.next(item, desktop, clock.instant())) {
                case ItemStep.Wait(String why) -> {
                    release(item, why);
                    return false;
                }
                case ItemStep.Wake _ ->
                    move(
                            item,
                            Phase.WAKING,
                            true,
                            null,
                            null,
                            () -> asking.desktops().start(item.desktop()));
                case ItemStep.Enter _ ->
                    move(
                            item,
                            Phase.WORKING,
                            item.wasOff(),
                            null,
                            null,
                            () -> asking.lifecycle()
                                    .enterMaintenance(item.desktop(), "Maintenance: " + item.runName() + "."));
                case ItemStep.Adopt _ -> move(item, Phase.WORKING, item.wasOff(), null, null, () -> {});
                case ItemStep.Check _ -> {
                    return check(item, desktop);
                }
                case ItemStep.RolledBack _ -> rolledBack(item, desktop);
                case ItemStep.Leave(Phase outcome, String why) -> leave(item, outcome, why, () -> {});
                case ItemStep.PutBack(Phase outcome, String why) ->
                    move(
                            item,
                            Phase.LEAVING,
                            item.wasOff(),
                            outcome,
                            why,
                            () -> asking.lifecycle().putBack(item.desktop()));
                case ItemStep.End(Phase outcome, String why) -> end(item, outcome, why);
            }
            return true;
        } catch (GuardRefusedException e) {
            LOG.debug("Desktop {} was changed meanwhile.", item.desktop(), e);
            release(item, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean check(Item item, Desktop desktop) {
        return switch (asking.updates().turn(item, desktop)) {
            case UpdateWork.Turn.Later(String why) -> {
                release(item, why);
                yield false;
            }
            case UpdateWork.Turn.Go(String why, Runnable write) -> {
                move(item, Phase.WORKING, item.wasOff(), null, why, write);
                yield true;
            }
            case UpdateWork.Turn.Over(Phase outcome, String why, Runnable write) -> {
                leave(item, outcome, why, write);
                yield true;
            }
        };
    }

    /** It is people's already; who woke it turns it off again. */
    private void rolledBack(Item item, Desktop desktop) {
        UpdateWork.Turn.Over over = asking.updates().rolledBack(item, desktop);
        move(item, Phase.LEAVING, item.wasOff(), over.outcome(), over.why(), () -> {
            over.write().run();
            if (item.wasOff()) {
                asking.lifecycle().putBack(item.desktop());
            }
        });
    }

    private void leave(Item item, Phase outcome, String why, Runnable write) {
        move(item, Phase.LEAVING, item.wasOff(), outcome, why, () -> {
            write.run();
            asking.lifecycle().leaveMaintenance(item.desktop(), item.wasOff());
        });
    }

    private void move(
            Item item, Phase next, boolean wasOff, @Nullable Phase outcome, @Nullable String why, Runnable verb) {
        notes.transaction().executeWithoutResult(status -> {
            if (!items.move(item, next, wasOff, outcome, why, claim())) {
                throw new ClaimLost(item);
            }
            verb.run();
            notes.nudge(item.run());
        });
    }

    private void end(Item item, Phase outcome, String why) {
        notes.transaction().executeWithoutResult(status -> {
            if (!items.end(item, outcome, why, claim())) {
                throw new ClaimLost(item);
            }
            notes.record(AuditEntry.of(
                    new Actor.Berth(),
                    "desktop.maintain",
                    "desktop",
                    item.desktop(),
                    outcome == Phase.FAILED ? Outcome.FAILED : Outcome.DONE,
                    "In run '%s': %s (%s)".formatted(item.runName(), why, outcome)));
            notes.nudge(item.run());
        });
    }

    private void release(Item item, String why) {
        boolean waits = item.phase() == Phase.QUEUED;
        Instant again =
                clock.instant().plus(waits ? settings.pause() : settings.pause().dividedBy(EAGER));
        boolean known = item.phase() == Phase.LEAVING;
        items.release(item, known ? item.why().orElse("") : why, again, node);
    }

    private Claim claim() {
        return new Claim(node, clock.instant(), settings.lease());
    }
}
