package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What people and admins want of desktops. A verb writes down what is wanted and nudges the reconciler, in one
 * transaction; it never waits for a machine. Whether the caller may do it was decided before.
 */
@Component
public class Desktops {

    private static final int TRIES = 20;

    private final JdbcDesktops desktops;
    private final HostConnections hosts;
    private final RdpProbe probe;
    private final DesktopEvents events;
    private final Signals signals;
    private final Hostnames hostnames;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Desktops(
            JdbcDesktops desktops,
            HostConnections hosts,
            RdpProbe probe,
            DesktopEvents events,
            Signals signals,
            Hostnames hostnames,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.desktops = desktops;
        this.hosts = hosts;
        this.probe = probe;
        this.events = events;
        this.signals = signals;
        this.hostnames = hostnames;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * The person's desktop of the bundle, made if there is none, and wanted to run: {@link Desktop#ready()} tells whether
     * it does already. A stop that was due is off. Two at the same time get the same desktop.
     */
    public Desktop open(PersonId person, Bundle bundle) {
        Made made = findOrMake(person, bundle, bundle.spec().running());
        return made.fresh() ? made.desktop() : change(made.desktop().id(), desktop -> desktop.opened(clock.instant()));
    }

    private record Made(Desktop desktop, boolean fresh) {}

    private Made findOrMake(PersonId person, Bundle bundle, RunningPolicy running) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Desktop> known = desktops.find(person, bundle.id());
            if (known.isPresent()) {
                return new Made(known.get(), false);
            }
            Desktop fresh = fresh(person, bundle, running, clock.instant());
            if (add(fresh)) {
                events.changed(fresh);
                return new Made(fresh, true);
            }
        }
        throw new ChangeRefusedException("Cannot make a desktop of bundle '" + bundle.name() + "' for " + person
                + ": others changed it all the time. Try again.");
    }

    /**
     * The person's desktop of the bundle, made if there is none. One that is made is wanted to run, so that it is ready
     * by the time its person has found it; AUTO_STOP's timer stops it when they do not come. One that is there is left
     * as it is. Two at the same time get the same desktop.
     *
     * @param running how it runs; empty for as its bundle says
     */
    public Desktop assign(PersonId person, Bundle bundle, Optional<RunningPolicy> running) {
        return findOrMake(person, bundle, running.orElse(bundle.spec().running()))
                .desktop();
    }

    public Optional<Desktop> find(DesktopId id) {
        return desktops.find(id);
    }

    /** Those of the person that are not terminated. */
    public List<Desktop> of(PersonId person) {
        return desktops.of(person);
    }

    /** By the person's name. */
    public List<Desktop> list(DesktopFilter filter, Page page) {
        return desktops.list(filter, page);
    }

    public void start(DesktopId id) {
        change(id, desktop -> desktop.startAsked(clock.instant()));
    }

    /** Saves the memory and turns the machine off. */
    public void stop(DesktopId id) {
        change(id, desktop -> desktop.stopAsked(clock.instant()));
    }

    public void reboot(DesktopId id) {
        change(id, desktop -> desktop.rebootAsked(clock.instant()));
    }

    /** Removes the machine and its volumes, the user volume too. */
    public void terminate(DesktopId id) {
        change(id, desktop -> desktop.terminateAsked(clock.instant()));
    }

    /** Tries again what ended in ERROR. */
    public void retry(DesktopId id) {
        change(id, desktop -> desktop.retryAsked(clock.instant()));
    }

    /** The last session is gone: AUTO_STOP's timer starts. */
    public void released(DesktopId id) {
        change(id, desktop -> desktop.released(clock.instant()));
    }

    /** The machine of a desktop that has been placed. */
    public DesktopMachine machine(DesktopId id) {
        Desktop desktop = require(id);
        return new DesktopMachine(
                hosts.on(desktop.host()
                        .orElseThrow(() -> new GuardRefusedException(
                                "reach", id, desktop.state(), "no host has been chosen for it yet"))),
                id,
                probe);
    }

    private Desktop change(DesktopId id, UnaryOperator<Desktop> verb) {
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

    private boolean set(Desktop after) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean set = desktops.set(after);
            if (set) {
                signals.send(Channel.DESKTOP, after.id().toString());
            }
            return set;
        }));
    }

    private boolean add(Desktop fresh) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean added = desktops.insert(fresh);
            if (added) {
                signals.send(Channel.DESKTOP, fresh.id().toString());
            }
            return added;
        }));
    }

    private Desktop fresh(PersonId person, Bundle bundle, RunningPolicy running, Instant now) {
        var id = new DesktopId(UUID.randomUUID());
        String hostname = hostnames.next(person, bundle, id);
        var spec = bundle.spec();
        return new Desktop(
                id,
                person,
                bundle.id(),
                new Blueprint(spec.imageVersion(), 1, hostname, spec.compute(), running),
                new Condition(DesktopState.PENDING, null, Wanted.RUNNING, Power.UNKNOWN, null, false, null, 0, null),
                new Times(now, now, null, null, now, null, null),
                false,
                1);
    }

    private Desktop require(DesktopId id) {
        return desktops.find(id).orElseThrow(() -> new NotFoundException("desktop", id));
    }
}
