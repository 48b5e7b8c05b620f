package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/** What is to be done with a desktop besides running it. */
public record Agenda(@Nullable Exchange exchange, Resize resize, SnapshotDesk snapshots, Residence residence) {

    static final Agenda EMPTY = new Agenda(null, Resize.NONE, SnapshotDesk.EMPTY, Residence.SETTLED);

    Agenda with(@Nullable Exchange other) {
        return new Agenda(other, resize, snapshots, residence);
    }

    Agenda with(SnapshotDesk other) {
        return new Agenda(exchange, resize, other, residence);
    }

    Agenda with(Resize other) {
        return new Agenda(exchange, other, snapshots, residence);
    }

    Agenda with(Residence other) {
        return new Agenda(exchange, resize, snapshots, other);
    }
}
