package dev.berth.broker.software;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Works out what is to be on which desktop, from who is assigned what, and writes down what differs. What became different,
 * what is on another root volume than it was, and what nobody has looked at for a day on a desktop that runs, is open again. What somebody had to
 * have and may have now stays theirs.
 */
@Component
class Wishes {

    private static final Duration LOOKED_AT = Duration.ofDays(1);

    /** Of several assignments the first rule counts, and of one rule the sooner moment. */
    private static final String SETTLE = """
            with wanted as materialized (
                select distinct on (d.id, a.software_id) d.id as desktop_id, a.software_id, a.rule, a.moment,
                       s.current_version_id as version, d.generation
                  from software_assignment a
                  join software s on s.id = a.software_id and s.current_version_id is not null
                                 and s.home_region = :region
                  join person p on subject_means(a.subject_kind, a.subject, p.id, p.roles, p.memberships, p.attributes)
                  join desktop d on d.person_id = p.id and d.home_region = :region and d.fleet_id is null
                                and d.state not in ('TERMINATING', 'TERMINATED')
                 order by d.id, a.software_id, array_position(array['REQUIRED', 'REMOVED', 'AVAILABLE'], a.rule),
                          a.moment),
            compared as (
                select coalesce(t.desktop_id, w.desktop_id) as desktop_id,
                       coalesce(t.software_id, w.software_id) as software_id,
                       coalesce(w.rule, 'NONE') as rule, coalesce(w.moment, t.moment) as moment,
                       coalesce(t.chosen, t.rule = 'REQUIRED' and t.held_version_id is not null, false) as kept,
                       w.version,
                       t.desktop_id is null as fresh, t.rule as was_rule, t.moment as was_moment,
                       t.target_version_id as was_target,
                       t.generation <> d.generation and t.job is null as other_disk,
                       t.state = 'INSTALLED' and t.found_at < :looked and d.state = 'AVAILABLE' as old
                  from wanted w
                  full join desktop_software t on t.desktop_id = w.desktop_id and t.software_id = w.software_id
                  join desktop d on d.id = coalesce(t.desktop_id, w.desktop_id) and d.home_region = :region
                                and d.state not in ('TERMINATING', 'TERMINATED')),
            aimed as (
                select *, case when rule = 'REQUIRED' or rule = 'AVAILABLE' and kept then version end as target
                  from compared),
            different as (
                select * from aimed
                 where fresh or rule <> was_rule or moment <> was_moment or target is distinct from was_target
                    or other_disk or old),
            looked_at as (
                update desktop_software_claim c set look_at = null
                  from different f where c.desktop_id = f.desktop_id and c.look_at is not null)
            insert into desktop_software as t (desktop_id, software_id, rule, moment, chosen, target_version_id, state,
                                               state_since)
            select desktop_id, software_id, rule, moment, case when kept then true end, target, 'PLANNED', :now
              from different
                on conflict (desktop_id, software_id) do update
               set rule = excluded.rule, moment = excluded.moment, target_version_id = excluded.target_version_id,
                   chosen = case when excluded.rule = 'AVAILABLE' then coalesce(t.chosen, excluded.chosen) end,
                   state = case when t.job is null then 'PLANNED' else t.state end,
                   state_since = case when t.job is null then excluded.state_since else t.state_since end,
                   found = null, generation = case when t.job is not null then t.generation end,
                   attempts = 0, due_at = null, reason = null
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final Clock clock;

    Wishes(JdbcClient jdbc, RegionSettings region, Clock clock) {
        this.jdbc = jdbc;
        this.region = region;
        this.clock = clock;
    }

    /** To be called in a transaction: two nodes do it one after the other. How many became different. */
    int settle() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('software-wishes:' || :region))")
                .param("region", region.name())
                .query((row, number) -> number)
                .list();
        int different = jdbc.sql(SETTLE)
                .param("region", region.name())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("looked", clock.instant().minus(LOOKED_AT).atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("delete from desktop_software where rule = 'NONE' and held_version_id is null and job is null")
                .update();
        return different;
    }

    /** The person of a desktop says whether they want what is there for them. False when it is not. */
    boolean choose(DesktopId desktop, SoftwareId software, boolean wanted) {
        return jdbc.sql("""
                        update desktop_software t
                           set chosen = :wanted, target_version_id = case when :wanted then s.current_version_id end,
                               state = case when t.job is null then 'PLANNED' else t.state end,
                               state_since = :now, attempts = 0, due_at = null, reason = null, said = null
                          from software s
                         where t.desktop_id = :desktop and t.software_id = :software and s.id = t.software_id
                           and t.rule = 'AVAILABLE' and (:wanted or t.held_version_id is not null or t.chosen)
                        """)
                        .param("wanted", wanted)
                        .param("desktop", desktop.value())
                        .param("software", software.value())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }
}
