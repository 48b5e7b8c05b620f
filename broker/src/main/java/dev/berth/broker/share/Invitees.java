package dev.berth.broker.share;

import dev.berth.broker.directory.PersonId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds whom a person may invite: people whom Berth knows, by the beginning of a name, a few at a time. */
@Component
public class Invitees {

    private static final int LEAST = 2;
    private static final int LONGEST = 100;
    private static final int MOST = 8;

    private final JdbcClient jdbc;
    private final ShareSettings settings;

    public Invitees(JdbcClient jdbc, ShareSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** By name; nobody for a text that is too short, and nobody at all where the picker is off. */
    public List<Share.Party> find(String text, PersonId owner) {
        String small = text.strip().toLowerCase(Locale.ROOT);
        if (!settings.picker() || small.length() < LEAST || small.length() > LONGEST || small.indexOf('\0') >= 0) {
            return List.of();
        }
        return jdbc.sql("""
                        select id, account_name, display_name
                          from person
                         where barred is null and id <> :owner
                           and (starts_with(lower(account_name), :text) or starts_with(lower(display_name), :text)
                                or position(' ' || :text in lower(display_name)) > 0)
                         order by display_name, account_name
                         limit :most
                        """)
                .param("owner", owner.objectGuid())
                .param("text", small)
                .param("most", MOST)
                .query((row, number) -> new Share.Party(
                        new PersonId(row.getObject("id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("display_name")))
                .list();
    }
}
