package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down what somebody wants of a desktop and nudges the reconciler, in one transaction. */
@Component
class DesktopChange {

    private static final int TRIES = 20;

    private final JdbcDesktops desktops;
    private final DesktopEvents events;
    private final Signals signals;
    private final TransactionTemplate transaction;

    DesktopChange(
            JdbcDesktops desktops, DesktopEvents events, Signals signals, PlatformTransactionManager transactions) {
        this.desktops = desktops;
        this.events = events;
        this.signals = signals;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Applies the verb to the desktop as it is, again and again while others are faster. */
    Desktop apply(DesktopId id, UnaryOperator<Desktop> verb) {
        for (int i = 0; i < TRIES; i++) {
            Desktop before = require(id);
            Desktop after = verb.apply(before);
            if (after.equals(before) || set(after)) {
                if (after.state() != before.state()) {
                    events.changed(after);
                }
                return require(id);
            }
        }
        throw new ChangeRefusedException(
                "Cannot change desktop " + id + ": others changed it all the time. Try again.");
    }

    /** Looks at it at once, and writes what else is wanted in the same transaction. */
    void nudge(DesktopId id, Runnable also) {
        nudging(id, () -> {
            also.run();
            return id;
        });
    }

    /** The same for something that has a result. */
    <T> T nudging(DesktopId id, Supplier<T> also) {
        return Objects.requireNonNull(transaction.execute(status -> {
            T result = also.get();
            desktops.wake(id);
            signals.nudge(Channel.DESKTOP, id.toString());
            return result;
        }));
    }

    Desktop require(DesktopId id) {
        return desktops.find(id).orElseThrow(() -> new NotFoundException("desktop", id));
    }

    boolean add(Desktop fresh) {
        boolean added = Boolean.TRUE.equals(transaction.execute(status -> {
            boolean inserted = desktops.insert(fresh);
            if (inserted) {
                signals.nudge(Channel.DESKTOP, fresh.id().toString());
            }
            return inserted;
        }));
        if (added) {
            events.changed(fresh);
        }
        return added;
    }

    private boolean set(Desktop after) {
        try {
            return Boolean.TRUE.equals(transaction.execute(status -> {
                boolean set = desktops.set(after);
                if (set) {
                    signals.nudge(Channel.DESKTOP, after.id().toString());
                }
                return set;
            }));
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException(
                    "Cannot change desktop " + after.id()
                            + ": its person has another desktop of that bundle, or its host name is taken. Terminate the other first.",
                    e);
        }
    }
}
