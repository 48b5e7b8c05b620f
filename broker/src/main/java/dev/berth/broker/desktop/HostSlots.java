package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Bounds what all nodes together do on a host at a time, where that takes long. Leases end by the database's clock. */
@Component
class HostSlots {

    private final JdbcClient jdbc;
    private final NodeClaim claim;
    private final DesktopSettings settings;

    HostSlots(JdbcClient jdbc, NodeClaim claim, DesktopSettings settings) {
        this.jdbc = jdbc;
        this.claim = claim;
        this.settings = settings;
    }

    /** What is bounded. */
    enum Kind {
        SNAPSHOT(1),
        MOVE(2);

        private final int atOnce;

        Kind(int atOnce) {
            this.atOnce = atOnce;
        }

        int atOnce() {
            return atOnce;
        }
    }

    /** One place on a host, this node's until it is given back or its lease is over. */
    record Slot(HostId host, Kind kind, int number) {}

    /** Empty when as many are at it as may be. */
    Optional<Slot> take(HostId host, Kind kind) {
        for (int number = 1; number <= kind.atOnce(); number++) {
            var slot = new Slot(host, kind, number);
            if (take(slot)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private boolean take(Slot slot) {
        return jdbc.sql("""
                        insert into host_slot as s (host_id, kind, slot, node, held_until)
                        values (:host, :kind, :slot, :node, now() + make_interval(secs => :lease))
                            on conflict (host_id, kind, slot) do update
                           set node = excluded.node, held_until = excluded.held_until
                         where s.held_until < now()
                        """)
                        .param("host", slot.host().value())
                        .param("kind", slot.kind().name())
                        .param("slot", slot.number())
                        .param("node", claim.value())
                        .param("lease", settings.lease().toMillis() / 1000.0)
                        .update()
                == 1;
    }

    void giveBack(Slot slot) {
        jdbc.sql("delete from host_slot where host_id = :host and kind = :kind and slot = :slot and node = :node")
                .param("host", slot.host().value())
                .param("kind", slot.kind().name())
                .param("slot", slot.number())
                .param("node", claim.value())
                .update();
    }

    /** Keeps this node's; to be called several times within a lease. */
    void renew(List<Slot> held) {
        for (Slot slot : held) {
            jdbc.sql("""
                            update host_slot set held_until = now() + make_interval(secs => :lease)
                             where host_id = :host and kind = :kind and slot = :slot and node = :node
                            """)
                    .param("host", slot.host().value())
                    .param("kind", slot.kind().name())
                    .param("slot", slot.number())
                    .param("node", claim.value())
                    .param("lease", settings.lease().toMillis() / 1000.0)
                    .update();
        }
    }
}
