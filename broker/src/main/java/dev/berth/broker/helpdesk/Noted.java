package dev.berth.broker.helpdesk;

import dev.berth.broker.audit.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the audit log, as helpdesk reads it.
 *
 * @param before JSON
 * @param after JSON
 */
public record Noted(
        long id,
        Instant at,
        String actor,
        Optional<String> address,
        String action,
        String thingKind,
        String thing,
        Outcome outcome,
        String reason,
        Optional<String> before,
        Optional<String> after) {}
