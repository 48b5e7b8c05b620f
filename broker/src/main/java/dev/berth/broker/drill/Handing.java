package dev.berth.broker.drill;

import dev.berth.broker.alias.Failover;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.JdbcResidents.Resident;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.Standbys;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives a person to the other region, the same way there and back: not while they work, and not before all that they did
 * is there. A session that begins at this moment waits for the answer, and is then the other region's.
 */
@Component
class Handing {

    private static final Actor BERTH = new Actor.Berth();

    private final JdbcClient jdbc;
    private final Failover failover;
    private final Standbys standbys;

    Handing(JdbcClient jdbc, Failover failover, Standbys standbys) {
        this.jdbc = jdbc;
        this.failover = failover;
        this.standbys = standbys;
    }

    /**
     * @param theirs whose work has to be there
     * @return whether it is done; nothing is where somebody works, or something is not there
     */
    boolean give(AliasId alias, Resident who, List<DesktopId> theirs, RegionName to) {
        hold(who.person());
        if (isWorking(who.person()) || theirs.stream().anyMatch(standbys::isBehind)) {
            return false;
        }
        failover.move(alias, who, to, BERTH);
        return true;
    }

    /** Whether or not the other region hears. */
    void take(AliasId alias, Resident who, RegionName self) {
        failover.move(alias, who, self, BERTH);
    }

    boolean isWorking(PersonId person) {
        return jdbc.sql("select exists (select from session where person_id = :person and state <> 'ENDED')")
                .param("person", person.objectGuid())
                .query(Boolean.class)
                .single();
    }

    /** Until the transaction ends. A session names its desktop's row when it begins, and so waits for whoever holds it. */
    void hold(PersonId person) {
        jdbc.sql("select id from desktop where person_id = :person order by id for update")
                .param("person", person.objectGuid())
                .query((row, number) -> number)
                .list();
    }
}
