package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptIndex;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which sources pipelines take packages from, and what they offered. */
@Component
class JdbcPipelineWatch {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPipelineWatch(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<PackageLook> find(PipelineId id) {
        return jdbc.sql("""
                        select sources, look_at, looked_at, problem, image_version_id, changes, begun
                          from pipeline_watch
                         where pipeline_id = :id
                        """)
                .param("id", id.value())
                .query(JdbcPipelineWatch::look)
                .optional();
    }

    void sources(PipelineId id, List<AptIndex> sources) {
        jdbc.sql("""
                        insert into pipeline_watch (pipeline_id, sources) values (:id, :sources)
                            on conflict (pipeline_id) do update set sources = excluded.sources
                        """)
                .param("id", id.value())
                .param("sources", sources.stream().map(AptIndex::line).collect(Collectors.joining()))
                .update();
    }

    /** Its sources are asked at once. */
    void soon(PipelineId id) {
        jdbc.sql("""
                        insert into pipeline_watch (pipeline_id) values (:id)
                            on conflict (pipeline_id) do update set look_at = null
                        """).param("id", id.value()).update();
    }

    /**
     * Takes pipelines whose sources are to be asked now.
     *
     * @param again when somebody else asks them, should this node not come to it
     */
    List<PipelineId> claim(int most, Instant now, Instant again) {
        return jdbc.sql("""
                        update pipeline_watch
                           set look_at = :again
                         where pipeline_id in (
                                   select w.pipeline_id
                                     from pipeline_watch w
                                     join pipeline p on p.id = w.pipeline_id and p.home_region = :region
                                                    and p.enabled and p.on_package_change
                                    where w.look_at is null or w.look_at <= :now
                                    order by w.look_at nulls first, w.pipeline_id
                                    limit :most
                                      for update of w skip locked)
                        returning pipeline_id
                        """)
                .param("region", region.name())
                .param("now", utc(now))
                .param("again", utc(again))
                .param("most", most)
                .query((row, number) -> new PipelineId(row.getObject("pipeline_id", UUID.class)))
                .list();
    }

    void found(PipelineId id, ImageVersionId version, List<Manifest.Change> changes, Instant now, Instant again) {
        jdbc.sql("""
                        update pipeline_watch
                           set looked_at = :now, look_at = :again, problem = null, image_version_id = :version,
                               changes = :changes
                         where pipeline_id = :id
                        """)
                .param("id", id.value())
                .param("version", version.value())
                .param("changes", lines(changes))
                .param("now", utc(now))
                .param("again", utc(again))
                .update();
    }

    /** What was found before stays. */
    void failed(PipelineId id, String problem, Instant now) {
        jdbc.sql("update pipeline_watch set looked_at = :now, problem = :problem where pipeline_id = :id")
                .param("id", id.value())
                .param("problem", problem)
                .param("now", utc(now))
                .update();
    }

    void begun(PipelineId id, List<Manifest.Change> changes) {
        jdbc.sql("update pipeline_watch set begun = :begun where pipeline_id = :id")
                .param("id", id.value())
                .param("begun", lines(changes))
                .update();
    }

    private static String lines(List<Manifest.Change> changes) {
        return changes.stream()
                .map(one -> one.name() + "\t" + one.from() + "\t" + one.to() + "\n")
                .collect(Collectors.joining());
    }

    private static List<Manifest.Change> changes(String lines) {
        return lines.lines()
                .map(line -> line.split("\t", -1))
                .map(part -> new Manifest.Change(part[0], part[1], part[2]))
                .toList();
    }

    private static PackageLook look(ResultSet row, int number) throws SQLException {
        UUID version = row.getObject("image_version_id", UUID.class);
        return new PackageLook(
                AptIndex.parse(row.getString("sources")),
                instant(row, "look_at"),
                instant(row, "looked_at"),
                row.getString("problem"),
                version == null ? null : new ImageVersionId(version),
                changes(row.getString("changes")),
                changes(row.getString("begun")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
