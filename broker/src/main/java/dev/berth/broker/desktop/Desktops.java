package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostConnections;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

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
    private final DesktopChange change;
    private final Hostnames hostnames;
    private final Clock clock;

    Desktops(
            JdbcDesktops desktops,
            HostConnections hosts,
            RdpProbe probe,
            DesktopChange change,
            Hostnames hostnames,
            Clock clock) {
        this.desktops = desktops;
        this.hosts = hosts;
        this.probe = probe;
        this.change = change;
        this.hostnames = hostnames;
        this.clock = clock;
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
            requireOwn(bundle);
            Desktop fresh = fresh(person, bundle, running, clock.instant());
            if (change.add(fresh)) {
                return new Made(fresh, true);
            }
        }
        throw new ChangeRefusedException("Cannot make a desktop of bundle '" + bundle.name() + "' for " + person
                + ": others changed it all the time. Try again.");
    }

    private void requireOwn(Bundle bundle) {
        if (desktops.isPooled(bundle.id())) {
            throw new ChangeRefusedException("Bundle '" + bundle.name()
                    + "' is served by a fleet; nobody has a desktop of their own of it. Choose another bundle.");
        }
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

    /** Somebody comes back to it: it is to run, and no timer stops it. */
    public Desktop reopen(DesktopId id) {
        return change(id, desktop -> desktop.opened(clock.instant()));
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

    /** Removes the machine. What somebody worked on is kept for a while: {@link DesktopLifecycle#revive} brings it back. */
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
        Desktop desktop = change.require(id);
        return new DesktopMachine(
                hosts.on(desktop.host()
                        .orElseThrow(() -> new GuardRefusedException(
                                "reach", id, desktop.state(), "no host has been chosen for it yet"))),
                id,
                probe);
    }

    private Desktop change(DesktopId id, UnaryOperator<Desktop> verb) {
        return change.apply(id, verb);
    }

    private Desktop fresh(PersonId person, Bundle bundle, RunningPolicy running, Instant now) {
        var id = new DesktopId(UUID.randomUUID());
        return firstOf(id, person, bundle, null, hostnames.next(person, bundle, id), running, now);
    }

    /** One that is to be made and to run. */
    static Desktop firstOf(
            DesktopId id,
            PersonId person,
            Bundle bundle,
            @Nullable FleetId fleet,
            String hostname,
            RunningPolicy running,
            Instant now) {
        var spec = bundle.spec();
        return new Desktop(
                id,
                person,
                bundle.id(),
                fleet,
                new Blueprint(
                        spec.imageVersion(),
                        Disks.first(
                                spec.storage().rootVolumeMib(), spec.storage().userVolumeMib()),
                        hostname,
                        spec.compute(),
                        running),
                new Condition(DesktopState.PENDING, null, Wanted.RUNNING, Power.UNKNOWN, null, false, null, 0, null),
                new Times(now, now, null, null, now, null, null, null, null, null),
                Agenda.EMPTY,
                false,
                1);
    }
}
