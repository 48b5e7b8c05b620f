package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How long people waited for desktops that were stopped, of the latest such openings. A desktop's very first making does
 * not count.
 */
@Component
public class StartTimes {

    private static final int SAMPLE = 200;
    private static final double USUAL = 0.5;
    private static final double SLOW = 0.9;
    private static final double MILLIS = 1_000;

    private final JdbcClient jdbc;

    public StartTimes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The middle one; empty when none is recorded.
     *
     * @param bundles whose desktops count; all where none is named
     */
    public Optional<Duration> usual(Collection<BundleId> bundles) {
        return percentile(USUAL, bundles);
    }

    /** Nine of ten took no longer. */
    public Optional<Duration> slow(Collection<BundleId> bundles) {
        return percentile(SLOW, bundles);
    }

    private Optional<Duration> percentile(double share, Collection<BundleId> bundles) {
        return jdbc.sql("""
                        with waited as (
                            select extract(epoch from ready.at - s.opened_at) as took
                              from session s
                              join desktop d on d.id = s.desktop_id
                              join session_stage ready on ready.session_id = s.id and ready.stage = 'GUEST_READY'
                             where (cardinality(:bundles::uuid[]) = 0 or d.bundle_id = any (:bundles::uuid[]))
                               and s.opened_at > d.first_ready_at
                               and ready.at > s.opened_at + interval '500 milliseconds'
                             order by s.opened_at desc
                             limit :sample)
                        select percentile_cont(:share) within group (order by took) as took from waited
                        """)
                .param("bundles", bundles.stream().map(BundleId::toString).collect(Collectors.joining(",", "{", "}")))
                .param("share", share)
                .param("sample", SAMPLE)
                .query(StartTimes::took)
                .single();
    }

    private static Optional<Duration> took(ResultSet row, int number) throws SQLException {
        double seconds = row.getDouble("took");
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }
}
