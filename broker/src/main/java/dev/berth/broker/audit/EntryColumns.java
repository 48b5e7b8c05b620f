package dev.berth.broker.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry exactly as it stands in the database or in an export. Nothing of it is trusted to be what Berth writes: who
 * verifies must be able to read what somebody made of it.
 *
 * @param before JSON
 * @param after JSON
 */
record EntryColumns(
        long id,
        @Nullable Instant at,
        @Nullable UUID person,
        @Nullable String actor,
        @Nullable String address,
        @Nullable String action,
        @Nullable String thingKind,
        @Nullable String thing,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after) {

    static final String SELECTED = """
            e.id, e.at, e.person_id, e.actor, e.address, e.action, e.thing_kind, e.thing, e.decision, e.reason,
            e.before, e.after
            """;

    static EntryColumns of(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("at", OffsetDateTime.class);
        return new EntryColumns(
                row.getLong("id"),
                at == null ? null : at.toInstant(),
                row.getObject("person_id", UUID.class),
                row.getString("actor"),
                row.getString("address"),
                row.getString("action"),
                row.getString("thing_kind"),
                row.getString("thing"),
                row.getString("decision"),
                row.getString("reason"),
                row.getString("before"),
                row.getString("after"));
    }

    /** What a person recognises it by. */
    String described() {
        return "entry " + id + " (" + action + " by " + actor + " at " + at + ")";
    }
}
