package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.maintenance.ArrayColumns;
import dev.berth.broker.pipeline.PipelineRun.Progress;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Runs of pipelines, each worked on by the node that holds its claim. What a node does without its claim does not count. */
@Component
class JdbcPipelineRuns {

    private static final String RUN = """
            select r.id, r.trial_id, r.pipeline_id, p.name, r.number, r.trigger, r.asked_by, r.recipe, r.base_version_id, r.host_id,
                   coalesce(r.image_id, p.image_id) as image_id, coalesce(r.roll_out, p.roll_out) as roll_out,
                   coalesce(r.bundles, p.bundles) as bundles,
                   r.phase, r.ending, r.reason, r.attempt, r.failures, r.log_line, r.cancelled, r.phase_since, r.digest,
                   r.image_version_id, r.asked_at, r.ended_at,
                   coalesce((select l.digest = r.digest and l.recipe = r.recipe
                                    and l.base_version_id = r.base_version_id
                               from pipeline_run l
                              where l.pipeline_id = r.pipeline_id and l.ending = 'PUBLISHED' and l.number < r.number
                              order by l.number desc
                              limit 1), false) as same_as_last
              from pipeline_run r
              join pipeline p on p.id = r.pipeline_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPipelineRuns(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** The latest first. */
    List<PipelineRun> latest(int limit, int offset) {
        return jdbc.sql(RUN
                        + " where r.home_region = :region order by r.asked_at desc, r.id limit :limit offset :offset")
                .param("region", region.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(JdbcPipelineRuns::run)
                .list();
    }

    /** The latest first. */
    List<PipelineRun> of(PipelineId pipeline, int limit) {
        return jdbc.sql(RUN + " where r.pipeline_id = :pipeline order by r.number desc limit :limit")
                .param("pipeline", pipeline.value())
                .param("limit", limit)
                .query(JdbcPipelineRuns::run)
                .list();
    }

    Optional<PipelineRun> find(PipelineRunId id) {
        return jdbc.sql(RUN + " where r.id = :id")
                .param("id", id.value())
                .query(JdbcPipelineRuns::run)
                .optional();
    }

    /** False when the pipeline has one under way. */
    boolean insert(
            PipelineRunId id, Pipeline pipeline, ImageVersionId base, Trigger trigger, String askedBy, Instant now) {
        return jdbc.sql("""
                        insert into pipeline_run (id, trial_id, home_region, pipeline_id, number, trigger, asked_by, recipe,
                                                  base_version_id, image_id, roll_out, bundles, phase, phase_since,
                                                  asked_at)
                        select :id, gen_random_uuid(), :region, :pipeline, coalesce(max(number), 0) + 1, :trigger, :askedBy, :recipe,
                               :base, :image, :rollOut, :bundles::uuid[], 'QUEUED', :now, :now
                          from pipeline_run
                         where pipeline_id = :pipeline
                            on conflict do nothing
                        """)
                        .param("id", id.value())
                        .param("region", region.name())
                        .param("pipeline", pipeline.id().value())
                        .param("trigger", trigger.name())
                        .param("askedBy", askedBy)
                        .param("recipe", pipeline.spec().recipe().text())
                        .param("base", base.value())
                        .param("image", pipeline.spec().target().value())
                        .param("rollOut", pipeline.spec().rollOut())
                        .param("bundles", ArrayColumns.literal(pipeline.spec().bundles().stream()))
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /**
     * Takes what is due and what a lapsed claim left in the middle, and of what has not begun as much as may be under way
     * at once. To be called in a transaction: two nodes that claim at the same time do it one after the other.
     */
    List<PipelineRunId> claim(UUID node, Instant now, Duration lease, int atOnce) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('pipeline:' || :region))")
                .param("region", region.name())
                .query((row, number) -> number)
                .list();
        return jdbc.sql("""
                        with busy as (
                            select count(*) as number
                              from pipeline_run r
                             where r.ended_at is null and r.home_region = :region
                               and (r.phase not in ('QUEUED', 'CLEANING') or r.phase = 'QUEUED' and r.claimed_until >= :now)),
                        free as (
                            select r.id, r.phase <> 'QUEUED' or r.cancelled as begun,
                                   row_number() over (partition by r.phase = 'QUEUED' and not r.cancelled
                                                          order by r.asked_at, r.id) as turn
                              from pipeline_run r
                             where r.ended_at is null and r.home_region = :region
                               and (r.claim is null or r.claimed_until < :now)
                               and (r.look_at is null or r.look_at <= :now))
                        update pipeline_run r
                           set claim = :claim, claimed_until = :until
                          from free f
                         where r.id = f.id and (f.begun or f.turn <= :atOnce - (select number from busy))
                           and r.ended_at is null and (r.claim is null or r.claimed_until < :now)
                        returning r.id
                        """)
                .param("now", utc(now))
                .param("region", region.name())
                .param("atOnce", atOnce)
                .param("claim", node)
                .param("until", utc(now.plus(lease)))
                .query((row, number) -> new PipelineRunId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Keeps the claim for another lease. */
    void renew(PipelineRunId id, Claim claim) {
        jdbc.sql(
                        "update pipeline_run set claimed_until = :until where id = :id and claim = :claim and ended_at is null")
                .param("id", id.value())
                .param("claim", claim.node())
                .param("until", utc(claim.until()))
                .update();
    }

    /** Moves on, and keeps the claim for another lease. False when the claim was lost or the run is not where it was. */
    boolean move(PipelineRun run, Progress next, Claim claim) {
        return jdbc.sql("""
                        update pipeline_run
                           set phase = :phase, ending = :ending, reason = :reason, attempt = :attempt,
                               failures = :failures, log_line = :line, phase_since = :since, look_at = null,
                               claimed_until = :until
                         where id = :id and phase = :was and claim = :claim and claimed_until >= :now
                           and ended_at is null
                        """)
                        .param("id", run.id().value())
                        .param("was", run.phase().name())
                        .param("phase", next.phase().name())
                        .param(
                                "ending",
                                next.ending() == null ? null : next.ending().name())
                        .param("reason", next.reason())
                        .param("attempt", next.attempt())
                        .param("failures", next.failures())
                        .param("line", next.line())
                        .param("since", utc(next.since()))
                        .param("claim", claim.node())
                        .param("now", utc(claim.now()))
                        .param("until", utc(claim.until()))
                        .update()
                == 1;
    }

    void place(PipelineRunId id, HostId host) {
        jdbc.sql("update pipeline_run set host_id = :host where id = :id")
                .param("id", id.value())
                .param("host", host.value())
                .update();
    }

    void stock(PipelineRunId id, Manifest manifest) {
        jdbc.sql("update pipeline_run set packages = :packages, digest = :digest where id = :id")
                .param("id", id.value())
                .param("packages", manifest.lines())
                .param("digest", manifest.digest())
                .update();
    }

    Optional<Manifest> stock(PipelineRunId id) {
        return jdbc.sql("select packages from pipeline_run where id = :id and packages is not null")
                .param("id", id.value())
                .query(String.class)
                .optional()
                .map(Manifest::parse);
    }

    void published(PipelineRunId id, ImageVersionId version) {
        jdbc.sql("update pipeline_run set image_version_id = :version where id = :id")
                .param("id", id.value())
                .param("version", version.value())
                .update();
    }

    /** False when the claim was lost. */
    boolean end(PipelineRun run, Claim claim) {
        return jdbc.sql("""
                        update pipeline_run
                           set phase = 'ENDED', ended_at = :now, phase_since = :now, claim = null, claimed_until = null,
                               look_at = null
                         where id = :id and phase = 'CLEANING' and claim = :claim and claimed_until >= :now
                        """)
                        .param("id", run.id().value())
                        .param("claim", claim.node())
                        .param("now", utc(claim.now()))
                        .update()
                == 1;
    }

    /** Gives the claim back until then. */
    void release(PipelineRunId id, String why, int failures, Instant again, UUID node) {
        jdbc.sql("""
                        update pipeline_run
                           set claim = null, claimed_until = null, look_at = :again, failures = :failures,
                               reason = case when phase = 'CLEANING' then reason else :why end
                         where id = :id and claim = :claim and ended_at is null
                        """)
                .param("id", id.value())
                .param("why", why)
                .param("failures", failures)
                .param("again", utc(again))
                .param("claim", node)
                .update();
    }

    /** False when it is over, or what it does cannot be called off any more. */
    boolean cancel(PipelineRunId id) {
        return jdbc.sql("""
                        update pipeline_run set cancelled = true, look_at = null
                         where id = :id and not cancelled
                           and phase not in ('PUBLISHING', 'ROLLING_OUT', 'CLEANING', 'ENDED')
                        """).param("id", id.value()).update() == 1;
    }

    /** The base version of the latest run; empty when there was none, or the version is gone. */
    Optional<ImageVersionId> lastBase(PipelineId pipeline) {
        return of(pipeline, 1).stream().findFirst().flatMap(PipelineRun::base);
    }

    /** What a node signs its writes with. */
    record Claim(UUID node, Instant now, Duration lease) {

        Instant until() {
            return now.plus(lease);
        }
    }

    private static PipelineRun run(ResultSet row, int number) throws SQLException {
        String ending = row.getString("ending");
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        var progress = new Progress(
                Phase.valueOf(row.getString("phase")),
                ending == null ? null : Ending.valueOf(ending),
                row.getString("reason"),
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getInt("log_line"),
                row.getBoolean("cancelled"),
                row.getObject("phase_since", OffsetDateTime.class).toInstant());
        return new PipelineRun(
                new PipelineRunId(row.getObject("id", UUID.class)),
                row.getObject("trial_id", UUID.class),
                new PipelineId(row.getObject("pipeline_id", UUID.class)),
                row.getString("name"),
                row.getInt("number"),
                Trigger.valueOf(row.getString("trigger")),
                row.getString("asked_by"),
                Recipe.parse(row.getString("recipe")),
                new PipelineRun.Aim(
                        new ImageId(row.getObject("image_id", UUID.class)),
                        row.getBoolean("roll_out"),
                        Stream.of((UUID[]) row.getArray("bundles").getArray())
                                .map(BundleId::new)
                                .toList()),
                Optional.ofNullable(row.getObject("base_version_id", UUID.class))
                        .map(ImageVersionId::new),
                Optional.ofNullable(row.getObject("host_id", UUID.class)).map(HostId::new),
                progress,
                Optional.ofNullable(row.getString("digest")),
                row.getBoolean("same_as_last"),
                Optional.ofNullable(row.getObject("image_version_id", UUID.class))
                        .map(ImageVersionId::new),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
