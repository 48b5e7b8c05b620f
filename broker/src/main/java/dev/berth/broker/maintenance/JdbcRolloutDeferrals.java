package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Desktops of roll-outs that their people put off, and what is told of them then. */
@Component
class JdbcRolloutDeferrals {

    private final JdbcClient jdbc;

    JdbcRolloutDeferrals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isWaiting(RolloutId id, DesktopId desktop) {
        return is(id, desktop, "state = 'WAITING'");
    }

    boolean isPutOff(RolloutId id, DesktopId desktop) {
        return is(id, desktop, "put_off_at is not null");
    }

    private boolean is(RolloutId id, DesktopId desktop, String condition) {
        return jdbc.sql("select 1 from rollout_desktop where rollout_id = :id and desktop_id = :desktop and "
                        + condition)
                .param("id", id.value())
                .param("desktop", desktop.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void putOff(RolloutId id, DesktopId desktop, Instant until, Instant now) {
        jdbc.sql("""
                        update rollout_desktop
                           set put_off_at = :now, put_off_until = :until, changed_at = :now,
                               reason = 'Its person put it off until '
                                        || to_char(:until::timestamptz at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC.'
                         where rollout_id = :id and desktop_id = :desktop
                        """)
                .param("id", id.value())
                .param("desktop", desktop.value())
                .param("until", utc(until))
                .param("now", utc(now))
                .update();
    }

    void comeBack(RolloutId id, DesktopId desktop, Instant now) {
        jdbc.sql("""
                        update rollout_desktop
                           set put_off_at = null, put_off_until = null, reason = null, changed_at = :now
                         where rollout_id = :id and desktop_id = :desktop
                        """)
                .param("id", id.value())
                .param("desktop", desktop.value())
                .param("now", utc(now))
                .update();
    }

    /** To the next in order that nobody put off; where there is none, it stays the canary. */
    void handOnCanary(RolloutId id, DesktopId desktop, Instant now) {
        jdbc.sql("""
                        with heir as (
                            select desktop_id from rollout_desktop
                             where rollout_id = :id and state = 'WAITING' and not canary
                               and (put_off_until is null or put_off_until <= :now)
                               and exists (select from rollout_desktop
                                            where rollout_id = :id and desktop_id = :desktop and canary)
                             order by place
                             limit 1)
                        update rollout_desktop m
                           set canary = not m.canary
                          from heir
                         where m.rollout_id = :id and m.desktop_id in (:desktop, heir.desktop_id)
                        """)
                .param("id", id.value())
                .param("desktop", desktop.value())
                .param("now", utc(now))
                .update();
    }

    /** A roll-out comes to the desktop at another time: that is what is told, and in a session once more. */
    void tellAnew(RolloutId rollout, DesktopId desktop, Instant begins, Instant said, Instant now) {
        jdbc.sql("""
                        update maintenance_notice
                           set begins_at = :begins, changed_at = :now, reason = null,
                               state = case channel when 'SESSION' then 'WAITING' else state end,
                               attempts = case channel when 'SESSION' then 0 else attempts end,
                               due_at = case channel when 'SESSION' then :said else due_at end
                         where rollout_id = :rollout and desktop_id = :desktop
                           and (channel = 'SESSION' or state = 'WAITING')
                        """)
                .param("rollout", rollout.value())
                .param("desktop", desktop.value())
                .param("begins", utc(begins))
                .param("said", utc(said))
                .param("now", utc(now))
                .update();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
