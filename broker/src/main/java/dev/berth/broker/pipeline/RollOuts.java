package dev.berth.broker.pipeline;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcBundles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves bundles to versions and back, as {@link Catalog} does it for an admin: fleets replace the instances that wait,
 * desktops that exist keep their version until they are rebuilt. To be called in a transaction.
 */
@Component
class RollOuts {

    private final JdbcClient jdbc;
    private final JdbcBundles bundles;
    private final Catalog catalog;
    private final Clock clock;

    RollOuts(JdbcClient jdbc, JdbcBundles bundles, Catalog catalog, Clock clock) {
        this.jdbc = jdbc;
        this.bundles = bundles;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** How many were moved; one that is gone, or has the version already, is left out. */
    int forward(PipelineRunId run, ImageVersionId version, Collection<BundleId> chosen, Actor actor) {
        int moved = 0;
        for (BundleId id : chosen) {
            Bundle bundle = bundles.find(id).orElse(null);
            if (bundle != null && !bundle.spec().imageVersion().equals(version)) {
                catalog.updateBundle(id, bundle.revision(), bundle.spec().of(version), actor);
                note(run, bundle, version);
                moved++;
            }
        }
        return moved;
    }

    /** How many were moved back; one that somebody gave another version since is left as it is. */
    int back(PipelineRunId run, Actor actor) {
        int moved = 0;
        for (RollOut one : of(run)) {
            Bundle bundle = bundles.find(one.bundle()).orElse(null);
            if (one.open() && bundle != null) {
                catalog.updateBundle(
                        one.bundle(), bundle.revision(), bundle.spec().of(one.from()), actor);
                jdbc.sql(
                                "update pipeline_rollout set rolled_back_at = :now where run_id = :run and bundle_id = :bundle")
                        .param("now", now())
                        .param("run", run.value())
                        .param("bundle", one.bundle().value())
                        .update();
                moved++;
            }
        }
        return moved;
    }

    /** By the bundles' names. */
    List<RollOut> of(PipelineRunId run) {
        return jdbc.sql("""
                        select o.bundle_id, b.name, o.from_version_id, i.name || ' ' || v.version as from_label,
                               o.to_version_id, b.image_version_id = o.to_version_id as current, o.rolled_out_at,
                               o.rolled_back_at
                          from pipeline_rollout o
                          join bundle b on b.id = o.bundle_id
                          join image_version v on v.id = o.from_version_id
                          join image i on i.id = v.image_id
                         where o.run_id = :run
                         order by lower(b.name)
                        """).param("run", run.value()).query(RollOuts::rollOut).list();
    }

    private void note(PipelineRunId run, Bundle bundle, ImageVersionId version) {
        jdbc.sql("""
                        insert into pipeline_rollout (run_id, bundle_id, from_version_id, to_version_id, rolled_out_at)
                        values (:run, :bundle, :from, :to, :now)
                            on conflict (run_id, bundle_id) do update
                           set from_version_id = :from, to_version_id = :to, rolled_out_at = :now, rolled_back_at = null
                        """)
                .param("run", run.value())
                .param("bundle", bundle.id().value())
                .param("from", bundle.spec().imageVersion().value())
                .param("to", version.value())
                .param("now", now())
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static RollOut rollOut(ResultSet row, int number) throws SQLException {
        OffsetDateTime back = row.getObject("rolled_back_at", OffsetDateTime.class);
        Instant at = row.getObject("rolled_out_at", OffsetDateTime.class).toInstant();
        return new RollOut(
                new BundleId(row.getObject("bundle_id", UUID.class)),
                row.getString("name"),
                new ImageVersionId(row.getObject("from_version_id", UUID.class)),
                row.getString("from_label"),
                new ImageVersionId(row.getObject("to_version_id", UUID.class)),
                row.getBoolean("current"),
                at,
                back == null ? null : back.toInstant());
    }
}
