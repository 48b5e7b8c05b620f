package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ways into desktops that were opened to look whether a picture comes, until they are shut again. */
final class JdbcTrials {

    private final JdbcClient jdbc;

    JdbcTrials(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void begin(DesktopId desktop, Instant until) {
        jdbc.sql("""
                        insert into trial_door (desktop_id, shut_after) values (:desktop, :until)
                        on conflict (desktop_id) do update set shut_after = excluded.shut_after
                        """)
                .param("desktop", desktop.value())
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
    }

    void end(DesktopId desktop) {
        jdbc.sql("delete from trial_door where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .update();
    }

    /** Those whose time is over. One that is off keeps its password in its memory, and is looked at once it runs. */
    List<DesktopId> over(Instant now) {
        jdbc.sql("""
                        delete from trial_door t using desktop d
                         where d.id = t.desktop_id and d.state = 'TERMINATED'
                        """).update();
        return jdbc.sql("""
                        select t.desktop_id from trial_door t join desktop d on d.id = t.desktop_id
                         where t.shut_after <= :now and d.state in ('AVAILABLE', 'UNHEALTHY')
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                .list();
    }
}
