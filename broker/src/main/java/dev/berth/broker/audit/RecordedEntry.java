package dev.berth.broker.audit;

import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry as it stands in the log.
 *
 * @param before JSON
 * @param after JSON
 */
public record RecordedEntry(
        long id,
        Instant at,
        Optional<PersonId> person,
        String actor,
        Optional<String> address,
        String action,
        String thingKind,
        String thing,
        Outcome outcome,
        String reason,
        Optional<String> before,
        Optional<String> after) {}
