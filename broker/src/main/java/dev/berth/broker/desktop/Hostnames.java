package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.HostnamePattern;
import dev.berth.broker.directory.PersonId;
import java.util.Optional;
import java.util.UUID;
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
        HostnamePattern pattern = pattern(bundle);
        String owner = accountName(person);
        String id = desktop.toString();
        int number = pattern.counts() ? count(pattern.series(bundle.name(), owner, id)) : 0;
        return pattern.name(bundle.name(), owner, id, number);
    }

    /** Whether another call would give another name. */
    boolean counts(Bundle bundle) {
        return pattern(bundle).counts();
    }

    private HostnamePattern pattern(Bundle bundle) {
        return new HostnamePattern(Optional.ofNullable(bundle.spec().hostname()).orElse(settings.hostname()));
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

    /** Gives a desktop that was never ready another name; false when that is taken, or the desktop was changed meanwhile. */
    boolean rename(Desktop desktop, UUID claim, String hostname) {
        return jdbc.sql("""
                        update desktop
                           set hostname = :hostname, revision = revision + 1
                         where id = :id and revision = :revision and claim = :claim and first_ready_at is null
                           and not exists(select 1 from desktop
                                           where hostname = :hostname and state <> 'TERMINATED')
                        """)
                        .param("id", desktop.id().value())
                        .param("revision", desktop.revision())
                        .param("claim", claim)
                        .param("hostname", hostname)
                        .update()
                == 1;
    }
}
