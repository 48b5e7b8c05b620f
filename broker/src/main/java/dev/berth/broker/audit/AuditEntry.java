package dev.berth.broker.audit;

import dev.berth.ipacl.ClientAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One decision or change, as it is written down.
 *
 * @param address where the actor was; null for Berth itself
 * @param action what was done, as noun and verb: {@code session.end}
 * @param thingKind what it was done to: {@code session}, {@code desktop}, {@code ip-access-group}
 * @param thing its id, or its name where it has none
 * @param reason a sentence for people; never empty
 * @param before what of it changed, as it was; null when nothing did
 * @param after what of it changed, as it is now
 */
public record AuditEntry(
        Actor actor,
        @Nullable ClientAddress address,
        String action,
        String thingKind,
        String thing,
        Outcome outcome,
        String reason,
        @Nullable Map<String, ?> before,
        @Nullable Map<String, ?> after) {

    public AuditEntry {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason of " + action + " is empty; say in a sentence why.");
        }
    }

    public static AuditEntry of(
            Actor actor, String action, String thingKind, Object thing, Outcome outcome, String reason) {
        return new AuditEntry(actor, null, action, thingKind, thing.toString(), outcome, reason, null, null);
    }

    public AuditEntry from(ClientAddress where) {
        return new AuditEntry(actor, where, action, thingKind, thing, outcome, reason, before, after);
    }

    public AuditEntry changing(@Nullable Map<String, ?> was, @Nullable Map<String, ?> is) {
        return new AuditEntry(actor, address, action, thingKind, thing, outcome, reason, was, is);
    }
}
