package dev.berth.broker.fleet;

import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.fleet.Instance.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a fleet's instances are at, and what they were. */
@Component
class JdbcInstances {

    private static final Duration HISTORY = Duration.ofDays(31);

    private final JdbcClient jdbc;

    JdbcInstances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that are not going already. */
    List<Instance> of(FleetId fleet, Instant takenBefore) {
        return jdbc.sql("""
                        select d.id, d.state_since,
                               d.image_version_id = b.image_version_id and d.vcpus = b.vcpus
                                   and d.memory_mib = b.memory_mib as current,
                               coalesce(h.state, 'ACTIVE') = 'ACTIVE' as may_stay,
                               case when d.spent_at is not null then 'LEFT'
                                    when d.person_id is not null then
                                         case when live.here then 'SERVING'
                                              when live.was or d.taken_at < :takenBefore then 'LEFT'
                                              else 'SERVING' end
                                    when d.state = 'AVAILABLE' then 'FREE'
                                    when d.state = 'STOPPED' then 'SAVED'
                                    when d.state = 'STOPPING' then 'SAVING'
                                    when d.state in ('PENDING', 'STARTING', 'REBOOTING') then 'COMING'
                                    else 'FAILED' end as stage
                          from desktop d
                          join bundle b on b.id = d.bundle_id
                          left join hypervisor_host h on h.id = d.host_id
                         cross join lateral (
                               select coalesce(bool_or(s.state <> 'ENDED'), false) as here, count(*) > 0 as was
                                 from session s where s.desktop_id = d.id) live
                         where d.fleet_id = :fleet and d.state not in ('TERMINATING', 'TERMINATED')
                         order by d.created_at
                        """)
                .param("fleet", fleet.value())
                .param("takenBefore", JdbcFleets.utc(takenBefore))
                .query((row, number) -> new Instance(
                        new DesktopId(row.getObject("id", UUID.class)),
                        Stage.valueOf(row.getString("stage")),
                        row.getBoolean("current"),
                        row.getBoolean("may_stay"),
                        row.getObject("state_since", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** How long nine of ten of the latest took at the most to be made; empty when none was. */
    Optional<Duration> slowMaking(FleetId fleet) {
        return jdbc.sql("""
                        with made as (
                            select extract(epoch from first_ready_at - created_at) as took
                              from desktop
                             where fleet_id = :fleet and first_ready_at is not null
                             order by created_at desc
                             limit 100)
                        select percentile_cont(0.9) within group (order by took) as took from made
                        """)
                .param("fleet", fleet.value())
                .query((row, number) -> {
                    double seconds = row.getDouble("took");
                    return row.wasNull()
                            ? Optional.<Duration>empty()
                            : Optional.of(Duration.ofSeconds(Math.round(seconds)));
                })
                .single();
    }

    /** Written only when something is other than in the sample before. */
    void sample(FleetId fleet, FleetSample sample) {
        jdbc.sql("""
                        insert into fleet_sample (fleet_id, at, desired, serving, free, coming, why)
                        select :fleet, :at, :desired, :serving, :free, :coming, :why
                         where (:desired, :serving, :free, :coming) is distinct from
                               (select (l.desired, l.serving, l.free, l.coming) from fleet_sample l
                                 where l.fleet_id = :fleet order by l.at desc limit 1)
                            on conflict do nothing
                        """)
                .param("fleet", fleet.value())
                .param("at", JdbcFleets.utc(sample.at()))
                .param("desired", sample.desired())
                .param("serving", sample.serving())
                .param("free", sample.free())
                .param("coming", sample.coming())
                .param("why", sample.why())
                .update();
        jdbc.sql("delete from fleet_sample where fleet_id = :fleet and at < :before")
                .param("fleet", fleet.value())
                .param("before", JdbcFleets.utc(sample.at().minus(HISTORY)))
                .update();
    }

    /** The earliest first, with the one before, which says how it began. */
    List<FleetSample> samples(FleetId fleet, Instant since) {
        return jdbc.sql("""
                        select at, desired, serving, free, coming, why
                          from fleet_sample
                         where fleet_id = :fleet
                           and at >= coalesce((select max(at) from fleet_sample
                                                where fleet_id = :fleet and at < :since), :since)
                         order by at
                        """)
                .param("fleet", fleet.value())
                .param("since", JdbcFleets.utc(since))
                .query((row, number) -> new FleetSample(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getInt("desired"),
                        row.getInt("serving"),
                        row.getInt("free"),
                        row.getInt("coming"),
                        row.getString("why")))
                .list();
    }

    List<InstanceView> views(FleetId fleet) {
        return jdbc.sql("""
                        select d.id, d.hostname, h.name as host, d.state, d.state_reason, d.created_at, d.taken_at,
                               d.spent_at, p.display_name, p.id as person,
                               (select s.reference from session s
                                 where s.desktop_id = d.id and s.state <> 'ENDED' order by s.opened_at limit 1) as session
                          from desktop d
                          left join hypervisor_host h on h.id = d.host_id
                          left join person p on p.id = d.person_id
                         where d.fleet_id = :fleet and d.state <> 'TERMINATED'
                         order by d.created_at, d.id
                         limit 1000
                        """)
                .param("fleet", fleet.value())
                .query((row, number) -> InstanceView.read(row))
                .list();
    }

    static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
