package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.at;
import static dev.berth.broker.drill.Columns.utc;
import static dev.berth.broker.drill.Columns.when;

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

/** Drills of this region and their stages. */
@Component
class JdbcDrills {

    private final JdbcClient jdbc;
    private final String self;

    JdbcDrills(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    /** @return false while another one is under way */
    boolean insert(Drill drill) {
        return jdbc.sql("""
                        insert into drill (id, home_region, schedule_id, alias_id, alias_name, epoch, peer, canary,
                                           begins_at, limit_minutes, stage, made_by, made_at)
                        values (:id, :self, :schedule, :alias, :aliasName, :epoch, :peer, :canary, :begins, :limit,
                                'ANNOUNCED', :by, :at)
                        on conflict (home_region) where ended_at is null do nothing
                        """)
                        .param("id", drill.id().value())
                        .param("self", self)
                        .param("schedule", drill.schedule())
                        .param("alias", drill.alias().value())
                        .param("aliasName", drill.aliasName())
                        .param("epoch", drill.epoch())
                        .param("peer", drill.peer().value())
                        .param("canary", drill.canary())
                        .param("begins", utc(drill.beginsAt()))
                        .param("limit", drill.limit().toMinutes())
                        .param("by", drill.madeBy())
                        .param("at", utc(drill.madeAt()))
                        .update()
                == 1;
    }

    Optional<Drill> find(DrillId id) {
        return jdbc.sql("select * from drill where id = :id")
                .param("id", id.value())
                .query(JdbcDrills::drill)
                .optional();
    }

    /** The one under way, which nobody else takes a step of until the transaction ends; empty where somebody does. */
    Optional<Drill> lock() {
        return jdbc.sql("select * from drill where home_region = :self and ended_at is null for update skip locked")
                .param("self", self)
                .query(JdbcDrills::drill)
                .optional();
    }

    /** Waits for whoever takes a step of it; empty once it is over. */
    Optional<Drill> await(DrillId id) {
        return jdbc.sql("select * from drill where id = :id and ended_at is null for update")
                .param("id", id.value())
                .query(JdbcDrills::drill)
                .optional();
    }

    Optional<Drill> latestPassed() {
        return jdbc.sql("""
                        select * from drill where home_region = :self and verdict = 'PASSED' and ended_at is not null
                         order by ended_at desc limit 1
                        """).param("self", self).query(JdbcDrills::drill).optional();
    }

    Optional<Drill> present() {
        return jdbc.sql("select * from drill where home_region = :self and ended_at is null")
                .param("self", self)
                .query(JdbcDrills::drill)
                .optional();
    }

    /** The latest first. */
    List<Drill> list(int most) {
        return jdbc.sql("select * from drill where home_region = :self order by made_at desc, id limit :most")
                .param("self", self)
                .param("most", most)
                .query(JdbcDrills::drill)
                .list();
    }

    void move(DrillId id, DrillStage from, DrillStage to, @Nullable String note, Instant now) {
        jdbc.sql("""
                        update drill_stage set ended_at = :now, note = coalesce(:note, note)
                         where drill_id = :id and stage = :from
                        """)
                .param("id", id.value())
                .param("from", from.name())
                .param("note", note)
                .param("now", utc(now))
                .update();
        jdbc.sql("update drill set stage = :to where id = :id and stage = :from and :to <> 'OVER'")
                .param("id", id.value())
                .param("from", from.name())
                .param("to", to.name())
                .update();
        begin(id, to, now);
    }

    void begin(DrillId id, DrillStage stage, Instant now) {
        jdbc.sql("""
                        insert into drill_stage (drill_id, stage, began_at)
                        select :id, :stage, :now where :stage <> 'OVER' on conflict do nothing
                        """)
                .param("id", id.value())
                .param("stage", stage.name())
                .param("now", utc(now))
                .update();
    }

    void failed(DrillId id, Verdict verdict, DrillStage in, String why) {
        jdbc.sql("""
                        update drill set verdict = :verdict, failed_in = :stage, reason = :why
                         where id = :id and verdict is null
                        """)
                .param("id", id.value())
                .param("verdict", verdict.name())
                .param("stage", in.name())
                .param("why", why)
                .update();
    }

    void end(DrillId id, Verdict verdict, Instant now) {
        jdbc.sql("""
                        update drill set stage = 'OVER', verdict = coalesce(verdict, :verdict), ended_at = :now
                         where id = :id
                        """)
                .param("id", id.value())
                .param("verdict", verdict.name())
                .param("now", utc(now))
                .update();
    }

    List<StageTime> stages(DrillId id) {
        return jdbc.sql("select * from drill_stage where drill_id = :id order by began_at, stage")
                .param("id", id.value())
                .query((row, number) -> new StageTime(
                        DrillStage.valueOf(row.getString("stage")),
                        when(row, "began_at"),
                        at(row, "ended_at"),
                        row.getString("note")))
                .list();
    }

    private static Drill drill(ResultSet row, int number) throws SQLException {
        String verdict = row.getString("verdict");
        String failedIn = row.getString("failed_in");
        return new Drill(
                new DrillId(row.getObject("id", UUID.class)),
                row.getObject("schedule_id", UUID.class),
                new AliasId(row.getObject("alias_id", UUID.class)),
                row.getString("alias_name"),
                row.getLong("epoch"),
                new RegionName(row.getString("peer")),
                row.getString("canary"),
                when(row, "begins_at"),
                Duration.ofMinutes(row.getInt("limit_minutes")),
                DrillStage.valueOf(row.getString("stage")),
                verdict == null ? null : Verdict.valueOf(verdict),
                failedIn == null ? null : DrillStage.valueOf(failedIn),
                row.getString("reason"),
                row.getString("made_by"),
                when(row, "made_at"),
                at(row, "ended_at"));
    }
}
