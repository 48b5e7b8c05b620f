package dev.berth.broker.fleet;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a bundle can be a fleet's: what is offered of it is either people's own desktops or instances, never both. */
@Component
class BundleUse {

    private final JdbcClient jdbc;

    BundleUse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Found(String name, int desktops, int assignments) {}

    void requireFree(BundleId bundle) {
        // Whoever makes a desktop of it at this moment refers to the row, and comes after.
        Found found = jdbc.sql("""
                        select b.name,
                               (select count(*) from desktop d
                                 where d.bundle_id = b.id and d.fleet_id is null
                                   and (d.state <> 'TERMINATED' or d.kept_until is not null)) as desktops,
                               (select count(*) from assignment a join entitlement e on e.id = a.entitlement_id
                                 where e.bundle_id = b.id) as assignments
                          from bundle b
                         where b.id = :bundle
                           for update of b
                        """)
                .param("bundle", bundle.value())
                .query((row, number) ->
                        new Found(row.getString("name"), row.getInt("desktops"), row.getInt("assignments")))
                .optional()
                .orElseThrow(() -> new NotFoundException("bundle", bundle));
        if (found.desktops() > 0 || found.assignments() > 0) {
            throw new ChangeRefusedException("Bundle '" + found.name() + "' has " + found.desktops()
                    + " desktops of people's own and " + found.assignments()
                    + " assignments; allowed for a fleet is a bundle without. Make a bundle for the fleet.");
        }
    }
}
