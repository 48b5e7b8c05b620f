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

        /**
         * It cannot be made until somebody does something.
         *
         * @param nameTaken whether another name would do
         */
        record Refused(String sentence, boolean nameTaken) implements Standing {}
    }

    private record Row(
            boolean there,
            @Nullable String conflict,
            boolean nameTaken,
            @Nullable String hindrance) {}

    public Standing of(UUID desktop) {
        if (inUse.accounts().isEmpty()) {
            return new Standing.Ready();
        }
        Optional<Row> row = jdbc.sql("""
                        select made_at is not null and removed_at is null as there, conflict, name_taken,
                               hindrance
                          from computer_account
                         where desktop_id = :desktop
                        """)
                .param("desktop", desktop)
                .query((found, number) -> new Row(
                        found.getBoolean("there"),
                        found.getString("conflict"),
                        found.getBoolean("name_taken"),
                        found.getString("hindrance")))
                .optional();
        if (row.isPresent() && row.get().there()) {
            return new Standing.Ready();
        }
        String conflict = row.map(Row::conflict).orElse(null);
        if (conflict != null) {
            return new Standing.Refused(conflict, row.get().nameTaken());
        }
        String hindrance = row.map(Row::hindrance).orElse(null);
        return new Standing.Awaited(
                hindrance == null ? "Its computer account is being made in the directory." : hindrance);
    }

    /**
     * The refusal was passed on, and it is tried anew: at once with another name, or when somebody asks for a retry. That
     * takes a moment longer, so that it is not tried before the refusal has been written down.
     */
    public void told(UUID desktop, boolean renamed) {
        jdbc.sql("""
                        update computer_account
                           set conflict = null,
                               retry_at = retry_at + case when :renamed then interval '0 s' else interval '10 s' end
                         where desktop_id = :desktop
                        """).param("desktop", desktop).param("renamed", renamed).update();
    }
}
