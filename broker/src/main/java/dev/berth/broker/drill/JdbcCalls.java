package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.millis;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What this region asks of the other one in a drill: rows of its own. The other one answers by rows of its own. */
@Component
class JdbcCalls {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCalls.class);

    /** Of a peer's sentence, in characters. */
    private static final int MOST_SHOWN = 500;

    private final JdbcClient jdbc;
    private final String self;

    JdbcCalls(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    void call(Drill drill, Canary canary) {
        jdbc.sql("""
                        insert into drill_call (home_region, drill_id, desktop_id, person_id, alias_id, peer, wanted)
                        values (:self, :drill, :desktop, :person, :alias, :peer, 'START') on conflict do nothing
                        """)
                .param("self", self)
                .param("drill", drill.id().value())
                .param("desktop", canary.desktop().value())
                .param("person", canary.person().objectGuid())
                .param("alias", drill.alias().value())
                .param("peer", drill.peer().value())
                .update();
    }

    /** Nothing is wanted of whoever did not go. */
    void callBack(DrillId drill) {
        jdbc.sql("""
                        delete from drill_call c
                         where c.home_region = :self and c.drill_id = :drill
                           and not exists (select from drill_canary k
                                            where k.drill_id = c.drill_id and k.desktop_id = c.desktop_id
                                              and k.state in ('AWAY', 'UP', 'SEEN'))
                        """).param("self", self).param("drill", drill.value()).update();
        jdbc.sql("update drill_call set wanted = 'RETURN' where home_region = :self and drill_id = :drill")
                .param("self", self)
                .param("drill", drill.value())
                .update();
    }

    /** The person does not go. */
    void withdraw(DrillId drill, PersonId person) {
        jdbc.sql("delete from drill_call where home_region = :self and drill_id = :drill and person_id = :person")
                .param("self", self)
                .param("drill", drill.value())
                .param("person", person.objectGuid())
                .update();
    }

    void forget(DrillId drill) {
        jdbc.sql("delete from drill_call where home_region = :self and drill_id = :drill")
                .param("self", self)
                .param("drill", drill.value())
                .update();
    }

    /** What the peer says; what cannot be read counts for nothing. */
    Map<DesktopId, Answer> answers(DrillId drill, RegionName peer) {
        return jdbc
                .sql("""
                        select *, left(note, :shown) as told from drill_answer
                         where home_region = :peer and peer = :self and drill_id = :drill
                        """)
                .param("peer", peer.value())
                .param("self", self)
                .param("drill", drill.value())
                .param("shown", MOST_SHOWN)
                .query((row, number) -> answer(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Optional<Map.Entry<DesktopId, Answer>> answer(ResultSet row) throws SQLException {
        try {
            UUID point = row.getObject("point_id", UUID.class);
            return Optional.of(Map.entry(
                    new DesktopId(row.getObject("desktop_id", UUID.class)),
                    new Answer(
                            Answer.State.valueOf(row.getString("state")),
                            row.getString("told"),
                            new Canary.There(
                                    millis(row, "heard_millis"),
                                    millis(row, "ready_millis"),
                                    millis(row, "picture_millis"),
                                    row.getBoolean("wrote")),
                            point == null ? null : new PointId(point))));
        } catch (IllegalArgumentException e) {
            LOG.debug("An answer of a peer cannot be read, and is left out.", e);
            return Optional.empty();
        }
    }
}
