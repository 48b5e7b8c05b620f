package dev.berth.broker.desktop;

import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes down how far a move to another host is: the desktop's row, its snapshots', what is left behind, the audit log. */
@Component
class RelocationLedger {

    private static final Duration RETRY = Duration.ofSeconds(20);

    private final JdbcDesktops desktops;
    private final DesktopRecord record;
    private final SnapshotBook snapshots;
    private final JdbcUserPoints points;
    private final HostLeaving leaving;
    private final Clock clock;

    RelocationLedger(
            JdbcDesktops desktops,
            DesktopRecord record,
            SnapshotBook snapshots,
            JdbcUserPoints points,
            HostLeaving leaving,
            Clock clock) {
        this.desktops = desktops;
        this.record = record;
        this.snapshots = snapshots;
        this.points = points;
        this.leaving = leaving;
        this.clock = clock;
    }

    Belongings belongings(Desktop desktop) {
        return Belongings.of(
                desktop,
                snapshots.of(desktop.id()),
                points.of(desktop.id()).stream()
                        .filter(point ->
                                desktop.host().filter(point.host()::equals).isPresent())
                        .toList());
    }

    /** As it stands in the row by now. */
    @Nullable
    Relocation present(Desktop desktop) {
        return desktops.find(desktop.id())
                .map(now -> now.agenda().residence().relocation())
                .orElse(null);
    }

    /** The same, where it must be under way. */
    Relocation underWay(Desktop desktop) {
        Relocation move = present(desktop);
        if (move == null || !move.begun()) {
            throw new HypervisorException("The move of desktop " + desktop.id() + " was ended meanwhile.");
        }
        return move;
    }

    /** Whether nobody wants it where it is, and it is to go still. */
    boolean stillMoves(Desktop desktop) {
        return desktops.find(desktop.id())
                .filter(now -> RelocationPlanner.rests(now) && RelocationPlanner.underWay(now))
                .filter(now -> now.agenda().residence().tenure().leaves())
                .isPresent();
    }

    /** Deletes what is there under the desktop's names and was not written down, unless another node is at the move by now. */
    void deleting(Desktop desktop, Runnable deletion) {
        record.deleting(desktop, deletion);
    }

    void relocating(Desktop desktop, Relocation relocation) {
        record.facts(desktop, draft -> draft.relocating(relocation));
    }

    void changing(Desktop desktop, UnaryOperator<Relocation> change) {
        record.facts(desktop, draft -> {
            Relocation move = draft.relocation();
            return move == null || !move.begun() ? draft : draft.relocating(change.apply(move));
        });
    }

    /** Everything is there: as one, the row and its snapshots name the new host, and the old volumes are remains. */
    void switchHost(Desktop desktop, Relocation move, Host from, Host to) {
        String sentence = move.shared()
                ? "Moved. Both hosts have its volumes; nothing was copied."
                : "Moved, with " + move.copied().size() + " volumes."
                        + (move.carried().isPresent() ? " Its saved memory went along." : "");
        leaving.move(
                desktop,
                from,
                to,
                new HostLeaving.Moved(
                        move.shared() ? null : copied(move),
                        sentence,
                        () -> snapshots.moved(desktop.id(), from.id(), to.id())));
    }

    /** What was put on the other host goes; before anything was, nothing there is touched. */
    void giveUp(Desktop desktop, @Nullable Relocation move, @Nullable String why) {
        HostId to = move == null || move.shared() || !putSomethingThere(move) ? null : move.to();
        List<VolumeName> there = move == null || to == null
                ? List.of()
                : Stream.concat(volumes(desktop).stream(), move.carried().stream())
                        .toList();
        leaving.giveUp(
                desktop,
                to,
                there,
                why == null ? null : Relocation.waiting(why, clock.instant()).after(move));
    }

    private static boolean putSomethingThere(Relocation move) {
        return switch (move.phase()) {
            case WAITING, CHOSEN -> false;
            case COPYING, COPIED, RESTORED -> true;
        };
    }

    /** Nobody ever worked on it: it is made anew elsewhere. */
    void leaveBehind(Desktop desktop, Host lost) {
        String why = "Host " + lost.name() + " is lost. The desktop was never ready, and is made anew elsewhere.";
        List<VolumeName> left = lost.spec().sharedStorage() == null ? volumes(desktop) : List.of();
        leaving.leaveLost(
                desktop, new HostLeaving.FromLost(lost, null, left, why), draft -> draft.movedTo(null), () -> {});
    }

    /** An instance goes, and its fleet makes another. What is on the host is named, and removed when it comes back. */
    void endThere(Desktop desktop, Host lost) {
        String why = "Host " + lost.name() + " is lost. The instance on it is over, and its fleet makes another.";
        leaving.leaveLost(
                desktop,
                new HostLeaving.FromLost(lost, null, volumes(desktop), why),
                draft -> draft.terminate().movedTo(null),
                () -> {});
    }

    /** Its disks are on storage that the new host has as well. What ran starts again. */
    void restartElsewhere(Desktop desktop, Host lost, Host to) {
        String why = "Its host " + lost.name() + " was declared lost; it goes on from its disks on " + to.name() + ".";
        leaving.leaveLost(
                desktop,
                new HostLeaving.FromLost(lost, to, List.of(), why),
                draft -> started(draft.movedTo(to.id()), desktop.state(), why),
                () -> snapshots.moved(desktop.id(), lost.id(), to.id()));
    }

    /** What goes with it. Its person's home never does: the next instance finds it again. */
    private List<VolumeName> volumes(Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        return belongings(desktop).things().stream()
                .map(Belongings.Thing::name)
                .filter(name -> home == null || !name.equals(home.volume()))
                .toList();
    }

    static DesktopDraft started(DesktopDraft draft, DesktopState was, String why) {
        return switch (was) {
            case AVAILABLE, UNHEALTHY, REBOOTING, UPDATING ->
                draft.wanting(Wanted.RUNNING).moveTo(DesktopState.STARTING, why);
            case PENDING,
                    STARTING,
                    STOPPING,
                    STOPPED,
                    REBUILDING,
                    RESTORING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED -> draft.because(why);
        };
    }

    /** It stays as it is, and says so. */
    Outcome waitForHost(Desktop desktop, String reason) {
        boolean said = Objects.equals(desktop.condition().reason(), reason)
                && desktop.condition().power() == Power.UNKNOWN;
        if (!said) {
            record.facts(desktop, draft -> draft.seen(Power.UNKNOWN).because(reason));
        }
        return new Outcome.Until(clock.instant().plus(RETRY));
    }

    private static List<VolumeName> copied(Relocation move) {
        return move.copied().stream().map(VolumeName::new).toList();
    }
}
