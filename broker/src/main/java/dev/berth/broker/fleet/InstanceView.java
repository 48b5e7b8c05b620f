package dev.berth.broker.fleet;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * An instance as an admin sees it.
 *
 * @param person who has it
 * @param session the reference of the session that it serves
 * @param spent since when it is done, and goes
 */
public record InstanceView(
        DesktopId id,
        String hostname,
        Optional<String> host,
        DesktopState state,
        Optional<String> reason,
        Instant created,
        Optional<PersonId> person,
        Optional<String> personName,
        Optional<String> session,
        Optional<Instant> taken,
        Optional<Instant> spent) {

    static InstanceView read(ResultSet row) throws SQLException {
        return new InstanceView(
                new DesktopId(row.getObject("id", UUID.class)),
                row.getString("hostname"),
                Optional.ofNullable(row.getString("host")),
                DesktopState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("state_reason")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("person", UUID.class)).map(PersonId::new),
                Optional.ofNullable(row.getString("display_name")),
                Optional.ofNullable(row.getString("session")),
                Optional.ofNullable(JdbcInstances.instant(row.getObject("taken_at", OffsetDateTime.class))),
                Optional.ofNullable(JdbcInstances.instant(row.getObject("spent_at", OffsetDateTime.class))));
    }
}
