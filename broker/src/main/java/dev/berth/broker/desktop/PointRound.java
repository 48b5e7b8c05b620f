package dev.berth.broker.desktop;

import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes points away that nobody needs, and makes long chains of them flat. Of those that a desktop displaced, the latest
 * stay; those that are kept are nobody's but an admin's to delete. May be called at any time, on several nodes.
 */
@Component
public class PointRound {

    private static final Logger LOG = LoggerFactory.getLogger(PointRound.class);
    private static final int DEEPEST = 8;
    private static final int DISPLACED_KEPT = 3;
    private static final int AT_ONCE = 200;

    private final JdbcUserPoints rows;
    private final JdbcDesktops desktops;
    private final UserPoints points;
    private final HostConnections hosts;

    PointRound(JdbcUserPoints rows, JdbcDesktops desktops, UserPoints points, HostConnections hosts) {
        this.rows = rows;
        this.desktops = desktops;
        this.points = points;
        this.hosts = hosts;
    }

    public void tidy() {
        for (DesktopId id : rows.untidy(DEEPEST, AT_ONCE)) {
            try {
                desktops.find(id).ifPresent(this::tidy);
            } catch (HypervisorException e) {
                LOG.debug("Points of desktop {} are tidied another time.", id, e);
            }
        }
    }

    private void tidy(Desktop desktop) {
        List<UserPoint> all = rows.of(desktop.id());
        boolean over =
                desktop.state() == DesktopState.TERMINATED && desktop.times().keptUntil() == null;
        Set<PointId> needed =
                all.stream().map(UserPoint::standsOn).filter(Objects::nonNull).collect(Collectors.toSet());
        Set<UserPoint> superfluous = superfluous(desktop, all, over, needed);
        for (UserPoint point : all) {
            boolean goes = point.state() == UserPoint.State.DELETING || superfluous.contains(point);
            if (goes && !needed.contains(point.id()) && (over || !point.incoming())) {
                Hypervisor host = hosts.on(point.host());
                host.deleteVolume(point.volume());
                rows.delete(point.id());
            } else if (point.former() != null) {
                hosts.on(point.host()).deleteVolume(Objects.requireNonNull(point.former()));
                rows.formerGone(point.id());
            }
        }
        boolean quiet = all.stream().noneMatch(point -> point.state() == UserPoint.State.MAKING);
        all.stream()
                .filter(point -> point.whole() && quiet && depth(point, all) > DEEPEST)
                .filter(point -> !needed.contains(point.id()))
                .findFirst()
                .ifPresent(points::flatten);
    }

    private static Set<UserPoint> superfluous(Desktop desktop, List<UserPoint> all, boolean over, Set<PointId> needed) {
        Set<UserPoint> found = new HashSet<>();
        if (over) {
            found.addAll(all);
        }
        boolean newest = true;
        for (UserPoint point : all) {
            boolean elsewhere = desktop.host().filter(point.host()::equals).isEmpty();
            if (point.kind() == Kind.RECEIVED && point.whole()) {
                if (!newest || elsewhere) {
                    found.add(point);
                }
                newest = false;
            } else if (point.kind() == Kind.SENT && elsewhere) {
                found.add(point);
            }
        }
        all.stream()
                .filter(point -> point.kind() == Kind.DISPLACED && point.whole())
                .skip(DISPLACED_KEPT)
                .forEach(found::add);
        found.removeIf(point -> needed.contains(point.id()));
        return found;
    }

    private static int depth(UserPoint point, List<UserPoint> all) {
        int depth = 0;
        PointId below = point.standsOn();
        while (below != null && depth <= all.size()) {
            PointId id = below;
            below = all.stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .map(UserPoint::standsOn)
                    .orElse(null);
            depth++;
        }
        return depth;
    }
}
