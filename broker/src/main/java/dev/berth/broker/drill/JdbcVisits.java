package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.utc;
import static dev.berth.broker.drill.Columns.when;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What other regions ask of this one in their drills, and what it answers: rows that each writes of its own. */
@Component
class JdbcVisits {

    /** Of what peers want, at a time. */
    static final int MOST = 500;

    /** Before every other. */
    private static final UUID NONE = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final String self;

    JdbcVisits(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    /** What the other region is to do. */
    enum Wanted {
        START,
        RETURN
    }

    /** A peer's desktop that is to be started here, or given back. */
    record Call(RegionName from, UUID drill, DesktopId desktop, PersonId person, AliasId alias, Wanted wanted) {}

    /** This region's answer, with its own part of it. */
    record Visit(Call call, Answer.State state, @Nullable DesktopId own, Instant heardAt) {}

    /**
     * What peers want of this region, so much at a time.
     *
     * @param after the last one of the time before; null begins anew
     */
    List<Call> wantedHere(@Nullable Call after) {
        return jdbc.sql("""
                        select * from drill_call
                         where home_region <> :self and peer = :self
                           and (home_region, drill_id, desktop_id) > (:region, :drill, :desktop)
                         order by home_region, drill_id, desktop_id limit :most
                        """)
                .param("self", self)
                .param("region", after == null ? "" : after.from().value())
                .param("drill", after == null ? NONE : after.drill())
                .param("desktop", after == null ? NONE : after.desktop().value())
                .param("most", MOST)
                .query((row, number) -> callOf(row))
                .list();
    }

    /** What the same drill wants of the same person's desktops, this one among them. */
    List<Call> ofPerson(Call call) {
        return jdbc.sql("""
                        select * from drill_call
                         where home_region = :from and peer = :self and drill_id = :drill and person_id = :person
                         order by desktop_id limit :most
                        """)
                .param("from", call.from().value())
                .param("self", self)
                .param("drill", call.drill())
                .param("person", call.person().objectGuid())
                .param("most", MOST)
                .query((row, number) -> callOf(row))
                .list();
    }

    private static Call callOf(ResultSet row) throws SQLException {
        return new Call(
                new RegionName(row.getString("home_region")),
                row.getObject("drill_id", UUID.class),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                new AliasId(row.getObject("alias_id", UUID.class)),
                Wanted.valueOf(row.getString("wanted")));
    }

    /** Says that it was heard, once. */
    void hear(Call call, Instant now) {
        jdbc.sql("""
                        insert into drill_answer (home_region, drill_id, peer, desktop_id, state, heard_at)
                        values (:self, :drill, :peer, :desktop, 'HEARD', :now) on conflict do nothing
                        """)
                .param("self", self)
                .param("drill", call.drill())
                .param("peer", call.from().value())
                .param("desktop", call.desktop().value())
                .param("now", utc(now))
                .update();
    }

    /** Begun with the moment at which its person was led here; no other node takes a step of it until the transaction ends. */
    Optional<Visit> lockVisit(Call call, Instant now) {
        hear(call, now);
        Optional<Visit> visit = visit(call);
        boolean arrives = visit.isPresent()
                && jdbc.sql("""
                        update drill_answer set heard_at = :now, heard_millis = 0
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop and state = 'HEARD'
                           and heard_millis is null
                        """)
                                .param("now", utc(now))
                                .param("self", self)
                                .param("drill", call.drill())
                                .param("desktop", call.desktop().value())
                                .update()
                        == 1;
        return arrives ? visit.map(one -> new Visit(call, one.state(), one.own(), now)) : visit;
    }

    private Optional<Visit> visit(Call call) {
        return jdbc.sql("""
                        select state, own_desktop_id, heard_at from drill_answer
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop and peer = :peer
                           for update skip locked
                        """)
                .param("self", self)
                .param("drill", call.drill())
                .param("desktop", call.desktop().value())
                .param("peer", call.from().value())
                .query((row, number) -> {
                    UUID own = row.getObject("own_desktop_id", UUID.class);
                    return new Visit(
                            call,
                            Answer.State.valueOf(row.getString("state")),
                            own == null ? null : new DesktopId(own),
                            when(row, "heard_at"));
                })
                .optional();
    }

    /** Takes the search for the first picture for this node, unless another is at it. Leases end by the database's clock. */
    boolean claimPicture(Call call, Duration lease) {
        return jdbc.sql("""
                        update drill_answer set trying_until = now() + make_interval(secs => :lease)
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop and state = 'READY'
                           and (trying_until is null or trying_until < now())
                        """)
                        .param("self", self)
                        .param("drill", call.drill())
                        .param("desktop", call.desktop().value())
                        .param("lease", lease.toSeconds())
                        .update()
                == 1;
    }

    /** @return whether it was in that state still */
    boolean say(Call call, Answer.State from, Answer.State to, @Nullable String note) {
        return jdbc.sql("""
                        update drill_answer set state = :to, note = :note
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop and state = :from
                           and (state, coalesce(note, '')) is distinct from (:to, coalesce(:note, ''))
                        """)
                        .param("self", self)
                        .param("drill", call.drill())
                        .param("desktop", call.desktop().value())
                        .param("from", from.name())
                        .param("to", to.name())
                        .param("note", note)
                        .update()
                == 1;
    }

    void started(Call call, DesktopId own, Duration since) {
        jdbc.sql("""
                        update drill_answer set state = 'STARTING', own_desktop_id = :own, heard_millis = :millis
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop and state = 'HEARD'
                        """)
                .param("self", self)
                .param("drill", call.drill())
                .param("desktop", call.desktop().value())
                .param("own", own.value())
                .param("millis", since.toMillis())
                .update();
    }

    /** It is ready, so long after it was heard of. */
    void ready(Call call, Duration since) {
        further(call, Answer.State.STARTING, Answer.State.READY, "ready_millis", since);
    }

    /** Its first picture came, so long after connecting. */
    void seen(Call call, Duration firstPicture) {
        further(call, Answer.State.READY, Answer.State.SEEN, "picture_millis", firstPicture);
    }

    private void further(Call call, Answer.State from, Answer.State to, String column, Duration measured) {
        jdbc.sql(
                        "update drill_answer set state = :to, note = null, " + column + " = :millis"
                                + " where home_region = :self and drill_id = :drill and desktop_id = :desktop and state = :from")
                .param("self", self)
                .param("drill", call.drill())
                .param("desktop", call.desktop().value())
                .param("from", from.name())
                .param("to", to.name())
                .param("millis", measured.toMillis())
                .update();
    }

    void returned(Call call, boolean wrote, @Nullable PointId point) {
        jdbc.sql("""
                        update drill_answer
                           set state = 'RETURNED', wrote = :wrote, point_id = :point, note = null
                         where home_region = :self and drill_id = :drill and desktop_id = :desktop
                           and state <> 'RETURNED'
                        """)
                .param("self", self)
                .param("drill", call.drill())
                .param("desktop", call.desktop().value())
                .param("wrote", wrote)
                .param("point", point == null ? null : point.value())
                .update();
    }

    /** Answers to what nobody wants any more. */
    void tidy() {
        jdbc.sql("""
                        delete from drill_answer a
                         where a.home_region = :self
                           and not exists (select from drill_call c
                                            where c.home_region = a.peer and c.drill_id = a.drill_id
                                              and c.desktop_id = a.desktop_id)
                        """).param("self", self).update();
    }
}
