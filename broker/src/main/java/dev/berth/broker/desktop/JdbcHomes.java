package dev.berth.broker.desktop;

import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose home is which, as rows. A home is never another's, and none is forgotten. */
@Component
class JdbcHomes {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcHomes(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** The person's in that fleet; written down when they first come. */
    Home of(PersonId person, FleetId fleet, Instant at) {
        jdbc.sql("""
                        insert into person_home (id, home_region, person_id, fleet_id, created_at)
                        values (:id, :region, :person, :fleet, :at)
                            on conflict (person_id, fleet_id) do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("region", region.name())
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .param("at", JdbcDesktops.utc(at))
                .update();
        return jdbc.sql("select id from person_home where person_id = :person and fleet_id = :fleet")
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .query((row, number) -> Home.of(row.getObject("id", UUID.class)))
                .single();
    }
}
