package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.Exchange.Kind;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What changes a desktop for longer than a stop or a start. Each verb throws {@link GuardRefusedException} where the
 * desktop's state does not allow it, and returns as soon as what is wanted is written down. Whether the caller may do it
 * was decided before. None of them loses what a person made: what was there before is a snapshot afterwards.
 */
@Component
public class DesktopLifecycle {

    private static final long MOST_MIB = 16L * 1024 * 1024;

    private final DesktopChange change;
    private final JdbcDesktops desktops;
    private final JdbcBundles bundles;
    private final JdbcSnapshots snapshots;
    private final Clock clock;

    DesktopLifecycle(
            DesktopChange change, JdbcDesktops desktops, JdbcBundles bundles, JdbcSnapshots snapshots, Clock clock) {
        this.change = change;
        this.desktops = desktops;
        this.bundles = bundles;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * A new root volume of the bundle's current image. Programs and settings outside of the user volume are gone with the
     * old one.
     *
     * @param from whose user volume it gets; empty for the present one, so that nothing of it is lost
     */
    public void rebuild(DesktopId id, Optional<SnapshotId> from) {
        change(id, desktop -> {
            Bundle bundle = bundles.require(desktop.bundle());
            Optional<Snapshot> source = from.map(snapshot -> ready(id, snapshot));
            Blueprint before = desktop.blueprint();
            Disks disks = next(before.disks(), bundle, source);
            var blueprint = new Blueprint(
                    bundle.spec().imageVersion(), disks, before.hostname(), before.compute(), before.running());
            var becomes = new Make(bundle.id(), blueprint);
            return exchanged(desktop, Kind.REBUILD, source, becomes, "It is being rebuilt.");
        });
    }

    /** Both volumes as they were when the snapshot was taken. */
    public void restore(DesktopId id, SnapshotId from) {
        change(id, desktop -> {
            Snapshot source = ready(id, from);
            return exchanged(
                    desktop, Kind.RESTORE, Optional.of(source), asIn(desktop, source), "It is being restored.");
        });
    }

    /**
     * {@link #restore} of a desktop whose maintenance failed, which ends that. The disks that failed are a snapshot then.
     *
     * @param why a sentence for people, shown while it lasts
     */
    public void rollBack(DesktopId id, SnapshotId from, String why) {
        change(id, desktop -> {
            if (desktop.state() != DesktopState.MAINTENANCE) {
                throw new GuardRefusedException("roll back", id, desktop.state(), "allowed is [MAINTENANCE]");
            }
            Snapshot source = ready(id, from);
            Exchange exchange = exchange(desktop, Kind.RESTORE, Optional.of(source), asIn(desktop, source));
            return desktop.draft(clock.instant()).exchanging(exchange, why).done();
        });
    }

    private static Make asIn(Desktop desktop, Snapshot source) {
        Blueprint before = desktop.blueprint();
        Disks was = source.make().blueprint().disks();
        Disks disks = before.disks()
                .next(
                        Math.max(before.disks().rootMib(), was.rootMib()),
                        Math.max(before.disks().userMib(), was.userMib()));
        var blueprint = new Blueprint(
                source.make().blueprint().imageVersion(), disks, before.hostname(), before.compute(), before.running());
        return new Make(desktop.bundle(), blueprint);
    }

    /** The bundle's image, size and running mode, and the same user volume. At any failure it is put back as it was. */
    public void migrate(DesktopId id, BundleId to) {
        change(id, desktop -> {
            Bundle bundle = bundles.require(to);
            desktop.require(DesktopOperation.MIGRATE);
            if (desktop.bundle().equals(to)) {
                throw new ChangeRefusedException("Desktop " + id + " is one of bundle '" + bundle.name()
                        + "' already; rebuild it for the bundle's current image.");
            }
            if (!bundle.enabled()) {
                throw new ChangeRefusedException("Bundle '" + bundle.name()
                        + "' is switched off; allowed is one that makes desktops. Enable it first.");
            }
            if (desktops.isPooled(to)) {
                throw new ChangeRefusedException("Bundle '" + bundle.name()
                        + "' is served by a fleet; nobody has a desktop of their own of it. Choose another.");
            }
            if (desktops.find(desktop.person(), to).isPresent()) {
                throw new ChangeRefusedException("The person has a desktop of bundle '" + bundle.name()
                        + "' already, and nobody has two. Terminate that one first.");
            }
            var spec = bundle.spec();
            Blueprint before = desktop.blueprint();
            var blueprint = new Blueprint(
                    spec.imageVersion(),
                    next(before.disks(), bundle, Optional.empty()),
                    before.hostname(),
                    spec.compute(),
                    spec.running());
            return exchanged(desktop, Kind.MIGRATE, Optional.empty(), new Make(to, blueprint), "It is being migrated.");
        });
    }

    /** Counts at once. */
    public void changeMode(DesktopId id, RunningPolicy running) {
        change(id, desktop -> desktop.modeAsked(running, clock.instant()));
    }

    /**
     * Counts from the next boot on: a desktop whose memory is saved resumes with the size that it has.
     *
     * @param now restart it for that
     */
    public void changeCompute(DesktopId id, Compute compute, boolean now) {
        change(id, desktop -> {
            boolean same = desktop.blueprint().compute().equals(compute);
            Desktop asked =
                    desktop.resizeAsked(desktop.agenda().resize().computed(same ? null : compute), clock.instant());
            return now && !same ? asked.restartAsked(clock.instant()) : asked;
        });
    }

    /** Grows volumes to so many MiB, while it runs or at its next start. Null leaves one as it is; none ever shrinks. */
    public void grow(DesktopId id, @Nullable Long rootMib, @Nullable Long userMib) {
        change(id, desktop -> {
            Resize resize = desktop.agenda().resize();
            Disks disks = desktop.blueprint().disks();
            requireGrowth("rootVolumeMib", rootMib, disks.rootMib());
            requireGrowth("userVolumeMib", userMib, disks.userMib());
            return desktop.resizeAsked(
                    resize.growing(
                            rootMib == null ? resize.rootMib() : rootMib, userMib == null ? resize.userMib() : userMib),
                    clock.instant());
        });
    }

    /** Keeps it off, so that nobody opens it; what is on it stays. */
    public void suspend(DesktopId id) {
        change(id, desktop -> desktop.suspendAsked(clock.instant()));
    }

    /** The end of {@link #suspend}: it is off, and may be opened. */
    public void reinstate(DesktopId id) {
        change(id, desktop -> desktop.reinstateAsked(clock.instant()));
    }

    /** ADMIN_MAINTENANCE: it runs on, and nobody signs in to it, stops it or replaces its disks. */
    public void hold(DesktopId id) {
        change(id, desktop -> desktop.holdAsked(clock.instant()));
    }

    /** The end of {@link #hold}. */
    public void letGo(DesktopId id) {
        change(id, desktop -> desktop.letGoAsked(clock.instant()));
    }

    /**
     * MAINTENANCE: a run has it to itself, and nobody opens it. Refused while somebody uses it.
     *
     * @param why a sentence for people, shown while it lasts
     */
    public void enterMaintenance(DesktopId id, String why) {
        change(id, desktop -> new Upkeep(desktop).entered(why, clock.instant()));
    }

    /**
     * The end of {@link #enterMaintenance}, in one move: nobody gets in between.
     *
     * @param off whether it is to be off again
     */
    public void leaveMaintenance(DesktopId id, boolean off) {
        change(id, desktop -> new Upkeep(desktop).left(off, clock.instant()));
    }

    /** Turns off again what was woken for maintenance, unless somebody uses it by now. */
    public void putBack(DesktopId id) {
        change(id, desktop -> new Upkeep(desktop).putBack(clock.instant()));
    }

    /** Takes a termination back, until its volumes begin to go. */
    public void revive(DesktopId id) {
        change(id, desktop -> desktop.reviveAsked(clock.instant()));
    }

    /** The kept volumes of a terminated desktop go now. */
    public void forget(DesktopId id) {
        change(id, desktop -> desktop.forgetAsked(desktops.now()));
    }

    private Desktop exchanged(Desktop desktop, Kind kind, Optional<Snapshot> source, Make becomes, String why) {
        return desktop.exchangeAsked(exchange(desktop, kind, source, becomes), why, clock.instant());
    }

    private static Exchange exchange(Desktop desktop, Kind kind, Optional<Snapshot> source, Make becomes) {
        return new Exchange(
                kind,
                Exchange.Phase.PREPARING,
                source.map(Snapshot::id).orElse(null),
                SnapshotId.fresh(),
                desktop.state(),
                new Make(desktop.bundle(), desktop.blueprint()),
                becomes,
                null,
                null,
                null);
    }

    /** Never smaller than what is copied onto them. */
    private static Disks next(Disks present, Bundle bundle, Optional<Snapshot> source) {
        long sourceMib =
                source.map(from -> from.make().blueprint().disks().userMib()).orElse(0L);
        return present.next(
                Math.max(present.rootMib(), bundle.spec().storage().rootVolumeMib()),
                Math.max(
                        Math.max(present.userMib(), sourceMib),
                        bundle.spec().storage().userVolumeMib()));
    }

    private Snapshot ready(DesktopId id, SnapshotId snapshot) {
        Snapshot found = snapshots
                .find(snapshot)
                .filter(one -> one.desktop().equals(id))
                .orElseThrow(() -> new NotFoundException("snapshot", snapshot));
        if (!found.ready()) {
            throw new ChangeRefusedException("Snapshot " + snapshot + " is " + found.state()
                    + "; allowed is one that is READY. Choose another.");
        }
        if (change.require(id).host().filter(found.host()::equals).isEmpty()) {
            throw new ChangeRefusedException(
                    "Snapshot " + snapshot
                            + " lies on a host that was lost, and the desktop is on another by now. Choose one on its own host.");
        }
        return found;
    }

    private static void requireGrowth(String field, @Nullable Long mib, long present) {
        if (mib != null && (mib <= present || mib > MOST_MIB)) {
            throw new IllegalArgumentException(field + " is " + mib + " MiB; allowed is more than the " + present
                    + " MiB that it has, up to " + MOST_MIB + " MiB. Volumes never shrink.");
        }
    }

    private void change(DesktopId id, UnaryOperator<Desktop> verb) {
        change.apply(id, verb);
    }
}
