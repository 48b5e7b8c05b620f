package dev.berth.broker.computer;

import dev.berth.broker.directory.ComputersInUse;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells whether a new desktop may be made as far as its computer account goes. Asks the database only. */
@Component
public class Computers {

    private final JdbcClient jdbc;
    private final ComputersInUse inUse;

    public Computers(JdbcClient jdbc, ComputersInUse inUse) {
        this.jdbc = jdbc;
        this.inUse = inUse;
    }

    /** How a desktop's account stands. */
    public sealed interface Standing {

        /** It is there, or desktops have none here. */
        record Ready() implements Standing {}

        /** It is not there yet, and going to be. */
        record Awaited(String sentence) implements Standing {}

        /** It cannot be made until somebody does something. */
        record Refused(String sentence) implements Standing {}
    }

    private record Row(
            boolean there,
            @Nullable String conflict,
            @Nullable String hindrance) {}

    public Standing of(UUID desktop) {
        if (inUse.accounts().isEmpty()) {
            return new Standing.Ready();
        }
        Optional<Row> row = jdbc.sql("""
                        select made_at is not null and removed_at is null as there, conflict, hindrance
                          from computer_account
                         where desktop_id = :desktop
                        """)
                .param("desktop", desktop)
                .query((found, number) ->
                        new Row(found.getBoolean("there"), found.getString("conflict"), found.getString("hindrance")))
                .optional();
        if (row.isPresent() && row.get().there()) {
            return new Standing.Ready();
        }
        String conflict = row.map(Row::conflict).orElse(null);
        if (conflict != null) {
            return new Standing.Refused(conflict);
        }
        String hindrance = row.map(Row::hindrance).orElse(null);
        return new Standing.Awaited(
                hindrance == null ? "Its computer account is being made in the directory." : hindrance);
    }

    /** The refusal was passed on: after a retry it is tried anew. */
    public void told(UUID desktop) {
        jdbc.sql("update computer_account set conflict = null where desktop_id = :desktop")
                .param("desktop", desktop)
                .update();
    }
}
