package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/** What is to be done with a desktop besides running it. */
public record Agenda(
        @Nullable Exchange exchange, Resize resize, SnapshotDesk snapshots, PointDesk points, Residence residence) {

    static final Agenda EMPTY = new Agenda(null, Resize.NONE, SnapshotDesk.EMPTY, PointDesk.EMPTY, Residence.SETTLED);

    Agenda with(@Nullable Exchange other) {
        return new Agenda(other, resize, snapshots, points, residence);
    }

    Agenda with(SnapshotDesk other) {
        return new Agenda(exchange, resize, other, points, residence);
    }

    /** No point of its user volume is taken now. */
    Agenda withoutTaking() {
        return new Agenda(exchange, resize, snapshots, new PointDesk(null, points.incoming()), residence);
    }

    Agenda with(Resize other) {
        return new Agenda(exchange, other, snapshots, points, residence);
    }

    Agenda with(Residence other) {
        return new Agenda(exchange, resize, snapshots, points, other);
    }
}
