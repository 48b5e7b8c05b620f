package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.standby.StandbySettings;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Of how many people, who worked in a region when it was last heard of, the work stands here less recently than it should.
 * The region may have gone on after that for as long as the witness renewed its lease.
 */
@Component
class StandbyGaps implements Gaps {

    private final JdbcClient jdbc;
    private final String self;
    private final StandbySettings settings;

    StandbyGaps(JdbcClient jdbc, RegionSettings region, StandbySettings settings) {
        this.jdbc = jdbc;
        this.self = region.name();
        this.settings = settings;
    }

    @Override
    public int people(RegionName from, Duration gone) {
        return jdbc.sql("""
                        select count(distinct r.person_id)
                          from standby_wish w
                          join resident r
                            on r.home_region = w.home_region and r.desktop_id = w.desktop_id and r.in_use
                          left join standby s
                            on s.home_region = :self and s.peer = w.home_region and s.peer_desktop_id = w.desktop_id
                         where w.home_region = :from
                           and (s.point_id is null or s.point_since < clock_timestamp() - make_interval(secs => :late))
                        """)
                .param("self", self)
                .param("from", from.value())
                .param("late", settings.lateAfter().plus(gone).toSeconds())
                .query(Integer.class)
                .single();
    }
}
