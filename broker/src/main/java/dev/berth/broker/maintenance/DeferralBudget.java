package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How often a desktop's maintenance may be put off: turns of windows and of roll-outs count alike. */
@Component
class DeferralBudget {

    private final JdbcClient jdbc;
    private final NoticeSettings settings;

    DeferralBudget(JdbcClient jdbc, NoticeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    int left(DesktopId desktop, Instant now) {
        int used = Objects.requireNonNull(jdbc.sql("""
                        select (select count(*) from maintenance_deferral
                                 where desktop_id = :desktop and deferred_at > :since)
                             + (select count(*) from rollout_desktop
                                 where desktop_id = :desktop and put_off_at > :since)
                        """)
                .param("desktop", desktop.value())
                .param("since", now.minus(settings.deferralPeriod()).atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single());
        return Math.max(0, settings.deferrals() - used);
    }

    /** Until the transaction ends, nobody else puts anything of it off. */
    void hold(DesktopId desktop) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('deferral:' || :desktop))")
                .param("desktop", desktop.toString())
                .query((row, number) -> number)
                .list();
    }

    void require(Desktop desktop, Instant now) {
        if (left(desktop.id(), now) < 1) {
            throw new ChangeRefusedException(
                    "The maintenance of desktop " + desktop.blueprint().hostname()
                            + " cannot be put off any more: allowed is " + settings.deferrals() + " times in "
                            + settings.deferralPeriod().toDays()
                            + " days. Ask your helpdesk if the time does not suit you.");
        }
    }
}
