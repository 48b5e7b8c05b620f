package dev.berth.broker.standby;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.JdbcShipments.Load;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What stands by for whom, and what would be lost with this region: for pages, the API and alarms. */
@Component
public class Standbys {

    private final JdbcStandbys rows;
    private final JdbcShipments shipments;
    private final Divergences divergences;
    private final Desktops desktops;
    private final Told told;

    Standbys(JdbcStandbys rows, JdbcShipments shipments, Divergences divergences, Desktops desktops, Told told) {
        this.rows = rows;
        this.shipments = shipments;
        this.divergences = divergences;
        this.desktops = desktops;
        this.told = told;
    }

    /** By which clock and limit it is told, and where points are taken. */
    @Component
    record Told(StandbySettings settings, PeerKey key, UserPoints points, Clock clock) {}

    /**
     * The desktop that stands by for one of this region.
     *
     * @param region that it is in
     * @param takenAt the moment that it would go on from; null before the first point
     * @param lag what was done here after that would be lost: zero where nothing was, null where nothing is there yet
     * @param bytes of the newest point
     * @param late whether that is older than it may be
     * @param note a sentence for admins: why nothing newer is there; null when nothing is wrong
     */
    public record Cover(
            DesktopId desktop,
            String hostname,
            RegionName region,
            StandbyState state,
            @Nullable Instant takenAt,
            @Nullable Duration lag,
            long bytes,
            boolean late,
            @Nullable String note) {}

    /**
     * A desktop here that stands by for one of a peer.
     *
     * @param since the moment that it would go on from, by this region's clock
     */
    public record Ready(
            RegionName peer,
            @Nullable DesktopId desktop,
            @Nullable String hostname,
            StandbyState state,
            @Nullable Instant since,
            long bytes,
            @Nullable String note) {}

    /**
     * What was done here while another region went on.
     *
     * @param since the moment that the other region went on from; null where from nothing
     * @param point what is kept of it; null until it is taken
     */
    public record Diverged(
            DesktopId desktop,
            @Nullable Instant since,
            Instant notedAt,
            @Nullable String point) {}

    /**
     * All together.
     *
     * @param sending whether the regions share a secret; nothing is sent without
     * @param oldest the longest lag
     */
    public record Summary(
            boolean sending,
            int covered,
            int without,
            int late,
            Duration oldest,
            long shippedBytes,
            int kept,
            int ready) {}

    /** What covers a desktop of this region; empty while no peer keeps one for it. */
    public Optional<Cover> cover(DesktopId desktop) {
        return rows.thereFor(desktop).flatMap(this::cover);
    }

    /** Those that matter most first, so many at most. */
    public List<Cover> covers(int most) {
        return rows.there().stream()
                .map(this::cover)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Cover::late)
                        .reversed()
                        .thenComparing(
                                cover -> cover.lag() == null ? Duration.ZERO : cover.lag(), Comparator.reverseOrder()))
                .limit(most)
                .toList();
    }

    public List<Ready> ready(int most) {
        return rows.here().stream().limit(most).map(this::ready).toList();
    }

    private Ready ready(Standby one) {
        return new Ready(
                one.peer(),
                one.desktop(),
                one.desktop() == null
                        ? null
                        : desktops.find(one.desktop())
                                .map(found -> found.blueprint().hostname())
                                .orElse(null),
                one.state(),
                one.since(),
                one.bytes(),
                one.note());
    }

    public List<Diverged> diverged(int most) {
        return divergences.list(most).stream()
                .map(one -> new Diverged(
                        one.desktop(),
                        one.since(),
                        one.notedAt(),
                        one.point() == null ? null : one.point().toString()))
                .toList();
    }

    public Summary summary() {
        List<Cover> all = covers(Integer.MAX_VALUE);
        List<Standby> here = rows.here();
        return new Summary(
                told.key().isSet(),
                all.size(),
                (int) all.stream().filter(cover -> cover.takenAt() == null).count(),
                (int) all.stream().filter(Cover::late).count(),
                all.stream()
                        .map(Cover::lag)
                        .filter(Objects::nonNull)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                shipments.shippedBytes(),
                (int) here.stream().filter(one -> one.desktop() != null).count(),
                (int) here.stream().filter(Standby::ready).count());
    }

    /** The desktop here that stands by for the peer's. */
    public Optional<Ready> keptFor(RegionName peer, DesktopId peerDesktop) {
        return rows.here(peer, peerDesktop).map(this::ready);
    }

    /** Whether somebody works on the desktop, or what was done on it does not stand whole in a peer yet. */
    public boolean isBehind(DesktopId desktop) {
        Instant there = rows.thereFor(desktop)
                .map(standby -> standby.asOf(told.clock().instant()))
                .map(Standby::takenAt)
                .orElse(null);
        return shipments.load(desktop).filter(load -> load.changedSince(there)).isPresent();
    }

    /** What stands in a peer of the desktop; empty before the first point. */
    public Optional<PointId> newestThere(DesktopId desktop) {
        return rows.thereFor(desktop).map(Standby::point);
    }

    /** Takes a point of a desktop that is behind, without waiting for its time; it is sent as any other. Once is enough. */
    public void hurry(DesktopId desktop) {
        Optional<Load> behind = shipments.load(desktop).filter(load -> !load.inUse() && isBehind(desktop));
        boolean onItsWay = told.points().of(desktop).stream()
                .filter(point -> point.kind() == UserPoint.Kind.SENT)
                .anyMatch(point -> point.state() == UserPoint.State.MAKING
                        || point.whole()
                                && behind.filter(load -> load.changedSince(point.takenAt()))
                                        .isEmpty());
        if (behind.isPresent() && !onItsWay) {
            rows.thereFor(desktop)
                    .filter(Standby::ready)
                    .ifPresent(there -> told.points()
                            .begin(desktop, UserPoint.Kind.SENT, Optional.ofNullable(there.point()), null));
        }
    }

    private Optional<Cover> cover(Standby standby) {
        Optional<Load> load = shipments.load(standby.peerDesktop());
        return load.flatMap(one -> desktops.find(standby.peerDesktop()).map(desktop -> {
            Duration lag = lag(one, standby.takenAt());
            return new Cover(
                    standby.peerDesktop(),
                    desktop.blueprint().hostname(),
                    standby.region(),
                    standby.state(),
                    standby.takenAt(),
                    lag,
                    standby.bytes(),
                    isLate(one, standby, lag),
                    shipments.note(standby.peerDesktop()).orElse(standby.note()));
        }));
    }

    /** What nobody changed since is not lost, however old it is. */
    private @Nullable Duration lag(Load load, @Nullable Instant takenAt) {
        if (!load.changedSince(takenAt) && !(load.runs() && load.usedAt() != null)) {
            return Duration.ZERO;
        }
        Duration age =
                takenAt == null ? null : Duration.between(takenAt, told.clock().instant());
        return age != null && age.isNegative() ? Duration.ZERO : age;
    }

    private boolean isLate(Load load, Standby standby, @Nullable Duration lag) {
        boolean worked = load.usedAt() != null || load.inUse();
        return worked && (lag == null || lag.compareTo(told.settings().lateAfter()) > 0)
                || standby.state() != StandbyState.READY && standby.state() != StandbyState.MAKING;
    }
}
