package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.HostnamePattern;
import dev.berth.broker.directory.PersonId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Names new desktops. That a name is free among those that live, the table's index decides. */
@Component
class Hostnames {

    private final JdbcClient jdbc;
    private final DesktopSettings settings;

    Hostnames(JdbcClient jdbc, DesktopSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Each call gives the next number of a pattern that counts, so that a name which is taken is not tried again. */
    String next(PersonId person, Bundle bundle, DesktopId desktop) {
        var pattern = new HostnamePattern(
                Optional.ofNullable(bundle.spec().hostname()).orElse(settings.hostname()));
        String owner = accountName(person);
        String id = desktop.toString();
        int number = pattern.counts() ? count(pattern.series(bundle.name(), owner, id)) : 0;
        return pattern.name(bundle.name(), owner, id, number);
    }

    private int count(String series) {
        return jdbc.sql("""
                        insert into hostname_counter (name, last) values (:series, 1)
                            on conflict (name) do update set last = hostname_counter.last + 1
                        returning last
                        """).param("series", series).query(Integer.class).single();
    }

    private String accountName(PersonId person) {
        return jdbc.sql("select account_name from person where id = :person")
                .param("person", person.objectGuid())
                .query(String.class)
                .optional()
                .orElse("");
    }
}
