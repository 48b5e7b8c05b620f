package dev.berth.broker.maintenance;

import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Roll-outs. States move by compare and set. */
@Component
class JdbcRollouts {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<RolloutMember.State, Integer>> COUNTS = new TypeReference<>() {};
    private static final String ROLLOUT = """
            select o.id, o.name, o.asked_by, o.state, o.reason, o.canary_percent, o.at_once, o.per_host,
                   o.failure_percent, o.turn_minutes, o.choice, o.approved, o.forgiven, o.resumed, o.begun_at, o.begins_at, o.ended_at,
                   (select count(*) from rollout_desktop m where m.rollout_id = o.id and m.canary) as canaries,
                   (select coalesce(jsonb_object_agg(c.state, c.number), '{}')
                      from (select state, count(*) as number from rollout_desktop
                             where rollout_id = o.id group by state) c) as counts
              from rollout o
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcRollouts(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<Rollout> find(RolloutId id) {
        return jdbc.sql(ROLLOUT + " where o.id = :id")
                .param("id", id.value())
                .query(JdbcRollouts::rollout)
                .optional();
    }

    /** The latest first. */
    List<Rollout> latest(int limit, int offset) {
        return jdbc.sql(ROLLOUT
                        + " where o.home_region = :region order by o.begun_at desc, o.id limit :limit offset :offset")
                .param("region", region.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcRollouts::rollout)
                .list();
    }

    List<RolloutId> live() {
        return jdbc.sql("select id from rollout where home_region = :region and ended_at is null order by begun_at, id")
                .param("region", region.name())
                .query((row, number) -> new RolloutId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Keeps others from moving it until the transaction ends; empty when somebody does already, or it is over. */
    Optional<Rollout> lock(RolloutId id) {
        boolean mine = jdbc.sql("select id from rollout where id = :id and ended_at is null for update skip locked")
                .param("id", id.value())
                .query(UUID.class)
                .optional()
                .isPresent();
        return mine ? find(id) : Optional.empty();
    }

    /** As {@link #lock}, and waits for whoever moves it. */
    void hold(RolloutId id) {
        jdbc.sql("select id from rollout where id = :id for update")
                .param("id", id.value())
                .query(UUID.class)
                .list();
    }

    void insert(RolloutId id, RolloutSpec spec, String askedBy, Instant now) {
        UpdateSpec updates = spec.updates();
        jdbc.sql("""
                        insert into rollout (id, home_region, name, asked_by, state, canary_percent, at_once, per_host,
                                             failure_percent, turn_minutes, choice, approved, begun_at, begins_at)
                        values (:id, :region, :name, :askedBy, 'RUNNING', :canary, :atOnce, :perHost,
                                :failure, :turn, :choice, string_to_array(:approved, ' '), :now, :begins)
                        """)
                .param("id", id.value())
                .param("region", region.name())
                .param("name", spec.name())
                .param("askedBy", askedBy)
                .param("canary", spec.canaryPercent())
                .param("atOnce", spec.atOnce())
                .param("perHost", spec.perHost())
                .param("failure", spec.failurePercent())
                .param("turn", spec.turnMinutes())
                .param("choice", updates == null ? null : updates.choice().name())
                .param("approved", updates == null ? null : String.join(" ", updates.approved()))
                .param("now", utc(now))
                .param("begins", utc(now.plus(Duration.ofMinutes(spec.noticeMinutes()))))
                .update();
    }

    /** False when it is in none of these states. */
    boolean move(RolloutId id, List<Rollout.State> from, Rollout.State to, @Nullable String why) {
        return jdbc.sql("""
                        update rollout
                           set state = :to, reason = :why,
                               forgiven = case when state = 'STOPPED' and :to = 'RUNNING'
                                               then (select count(*) from rollout_desktop
                                                      where rollout_id = :id and state = 'FAILED') else forgiven end,
                               resumed = resumed + case when state = 'STOPPED' and :to = 'RUNNING' then 1 else 0 end
                         where id = :id and state = any (string_to_array(:from, ' ')) and ended_at is null
                        """)
                        .param("id", id.value())
                        .param(
                                "from",
                                String.join(" ", from.stream().map(Enum::name).toList()))
                        .param("to", to.name())
                        .param("why", why)
                        .update()
                == 1;
    }

    void end(RolloutId id, Instant now) {
        jdbc.sql("""
                        update rollout
                           set ended_at = :now, state = case state when 'RUNNING' then 'DONE' else state end
                         where id = :id and ended_at is null
                        """).param("id", id.value()).param("now", utc(now)).update();
    }

    private static Rollout rollout(ResultSet row, int number) throws SQLException {
        Instant begun = row.getObject("begun_at", OffsetDateTime.class).toInstant();
        Instant begins = Optional.ofNullable(row.getObject("begins_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(begun);
        Map<RolloutMember.State, Integer> counts = new EnumMap<>(RolloutMember.State.class);
        counts.putAll(JSON.readValue(row.getString("counts"), COUNTS));
        String choice = row.getString("choice");
        UpdateSpec updates = choice == null
                ? null
                : new UpdateSpec(UpdateChoice.valueOf(choice), List.of((String[])
                        row.getArray("approved").getArray()));
        return new Rollout(
                new RolloutId(row.getObject("id", UUID.class)),
                new RolloutSpec(
                        row.getString("name"),
                        row.getInt("canary_percent"),
                        row.getInt("at_once"),
                        row.getInt("per_host"),
                        row.getInt("failure_percent"),
                        row.getInt("turn_minutes"),
                        updates,
                        Math.toIntExact(Duration.between(begun, begins).toMinutes())),
                row.getString("asked_by"),
                Rollout.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("reason")),
                row.getInt("forgiven"),
                row.getInt("resumed"),
                begun,
                begins,
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getInt("canaries"),
                counts);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
