package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Intent;
import dev.berth.broker.desktop.DesktopId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is asked about.
 *
 * @param id empty for coming in
 * @param name as people call it
 * @param intents what a person who uses it wants, in the order in which they come to it
 * @param traces what the audit log calls decisions on it
 * @param causes what the audit log calls the things that decide over it
 */
record Thing(ThingKind kind, String id, String name, List<Intent> intents, List<Trace> traces, List<Trace> causes) {

    /** A kind and an id of the audit log. */
    record Trace(String kind, String id) {}

    Thing {
        intents = List.copyOf(intents);
        traces = List.copyOf(traces);
        causes = List.copyOf(causes);
    }

    /** The desktop that is asked about; empty for anything else. */
    Optional<DesktopId> desktop() {
        return kind == ThingKind.DESKTOP ? Optional.of(new DesktopId(UUID.fromString(id))) : Optional.empty();
    }
}
