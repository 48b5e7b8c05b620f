package dev.berth.broker.audit;

import dev.berth.broker.directory.PersonId;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted, newest first; null leaves that part open.
 *
 * @param before only entries with a smaller id: the next page starts where the last one ended
 * @param limit 1 to 1000
 */
public record AuditFilter(
        @Nullable PersonId person,
        @Nullable String thingKind,
        @Nullable String thing,
        @Nullable String action,
        @Nullable Outcome outcome,
        @Nullable Long before,
        int limit) {

    public AuditFilter {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to 1000.");
        }
    }

    public static AuditFilter everything(int limit) {
        return new AuditFilter(null, null, null, null, null, null, limit);
    }

    public static AuditFilter of(String thingKind, Object thing, int limit) {
        return new AuditFilter(null, thingKind, thing.toString(), null, null, null, limit);
    }
}
