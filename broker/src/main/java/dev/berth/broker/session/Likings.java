package dev.berth.broker.session;

import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How people like their sessions, wherever they sign in from. */
@Component
public class Likings {

    private final JdbcClient jdbc;

    public Likings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where the toolbar is. */
    public enum Edge {
        TOP,
        BOTTOM,
        LEFT,
        RIGHT
    }

    /**
     * @param keyboard counts for the next connection; null for the gateway's usual one
     * @param toolbar null where its person never chose
     */
    public record Liking(
            @Nullable Keyboard keyboard, @Nullable Edge toolbar) {}

    public Liking of(PersonId person) {
        return jdbc.sql("select keyboard, toolbar_edge from person where id = :person")
                .param("person", person.objectGuid())
                .query(Likings::liking)
                .optional()
                .orElse(new Liking(null, null));
    }

    public void keep(PersonId person, Liking liking) {
        jdbc.sql("update person set keyboard = :keyboard, toolbar_edge = :toolbar where id = :person")
                .param("person", person.objectGuid())
                .param("keyboard", name(liking.keyboard()))
                .param("toolbar", name(liking.toolbar()))
                .update();
    }

    private static @Nullable String name(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }

    private static Liking liking(ResultSet row, int number) throws SQLException {
        return new Liking(
                Optional.ofNullable(row.getString("keyboard"))
                        .map(Keyboard::valueOf)
                        .orElse(null),
                Optional.ofNullable(row.getString("toolbar_edge"))
                        .map(Edge::valueOf)
                        .orElse(null));
    }
}
