package dev.berth.broker.desktop;

import dev.berth.broker.desktop.CopyPlanner.View;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes down how far copies are, under this node's claim. */
@Component
class CopyLedger {

    private static final int MOST_DUE = 200;

    private final JdbcCopies copies;
    private final JdbcCopying copying;
    private final JdbcSnapshots snapshots;
    private final JdbcRemains remains;
    private final NodeClaim claim;
    private final Terms terms;

    CopyLedger(
            JdbcCopies copies,
            JdbcCopying copying,
            JdbcSnapshots snapshots,
            JdbcRemains remains,
            NodeClaim claim,
            Terms terms) {
        this.copies = copies;
        this.copying = copying;
        this.snapshots = snapshots;
        this.remains = remains;
        this.claim = claim;
        this.terms = terms;
    }

    /** How long claims last, and how many are at a host. */
    @Component
    record Terms(DesktopSettings desktops, CopySettings copies, Clock clock) {}

    List<DesktopId> due(Instant now) {
        return copying.due(now, MOST_DUE);
    }

    View view(Desktop desktop, Map<HostId, Host> hosts, Set<HostId> unfit) {
        return new View(
                desktop, copying.wanted(desktop), snapshots.here(desktop.id()), copies.of(desktop.id()), hosts, unfit);
    }

    /** Hosts that hold what is left of it from before, which would be taken for one another. */
    Set<HostId> hostsWithLeftoversOf(Desktop desktop) {
        return remains.hostsWithRemainsOf(desktop.id());
    }

    boolean claim(DesktopId desktop) {
        return copying.claim(desktop, claim.value(), terms.desktops().lease());
    }

    boolean holds(DesktopId desktop) {
        return copying.holds(desktop, claim.value());
    }

    /** False when another node has the desktop by now: then nothing is deleted. */
    boolean deleting(DesktopCopy copy, Runnable deletion) {
        return copying.holding(copy.desktop(), claim.value(), deletion);
    }

    void renew() {
        copying.renew(claim.value(), terms.desktops().lease());
    }

    void release(DesktopId desktop, Instant retry, @Nullable String note) {
        copying.release(desktop, claim.value(), retry, note);
    }

    boolean occupy(Desktop desktop, HostId to) {
        return copying.occupy(
                desktop.id(),
                claim.value(),
                desktop.placedOn(),
                to,
                terms.copies().atOncePerHost());
    }

    void begin(DesktopCopy copy) {
        copies.insert(copy, claim.value(), terms.clock().instant());
    }

    /** False when another node has the desktop by now: then nothing is written. */
    boolean arrived(DesktopCopy copy, VolumeName volume) {
        return copies.arrived(copy, claim.value(), volume);
    }

    /** False when another node has the desktop by now: then nothing is written. */
    boolean whole(DesktopCopy copy, long bytes) {
        return copies.whole(copy, claim.value(), bytes, terms.clock().instant());
    }

    void drop(List<DesktopCopy> going) {
        going.forEach(copy -> copies.dropping(copy, claim.value()));
    }

    void gone(DesktopCopy copy) {
        copies.delete(copy, claim.value());
    }
}
