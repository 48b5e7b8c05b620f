package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Runs by hand and roll-outs that begin later, and whom to tell of them. What begins at once is not announced. */
@Component
public class Announcements {

    private final JdbcNotices notices;
    private final NoticeSettings settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final DeferralBudget budget;

    Announcements(JdbcNotices notices, NoticeSettings settings, JdbcClient jdbc, Clock clock, DeferralBudget budget) {
        this.budget = budget;
        this.clock = clock;
        this.notices = notices;
        this.settings = settings;
        this.jdbc = jdbc;
    }

    /**
     * A desktop that is to be maintained as soon as nobody uses it.
     *
     * @param name of the run or roll-out
     * @param from when at the soonest
     * @param rollout that a person may put off; empty for a run by hand
     * @param deferred whether its person put it off
     * @param deferrable whether that can be done, or taken back: until it begins with the others
     * @param left how often maintenance of the desktop may still be put off
     */
    public record Coming(
            DesktopId desktop,
            String hostname,
            String name,
            Instant from,
            Optional<RolloutId> rollout,
            boolean deferred,
            boolean deferrable,
            int left) {

        private Coming with(int times) {
            return new Coming(desktop, hostname, name, from, rollout, deferred, deferrable, times);
        }
    }

    /** What was announced of a person's own desktops and has not begun with them, the next first. */
    public List<Coming> to(PersonId person) {
        Instant now = clock.instant();
        // Counted once the rows are read: while they are, they hold a connection, and nobody is to wait for a second.
        return rows(person, now).stream()
                .map(coming -> coming.with(budget.left(coming.desktop(), now)))
                .toList();
    }

    private List<Coming> rows(PersonId person, Instant now) {
        return jdbc.sql("""
                        select d.id, d.hostname, r.name, r.opened_at as begins, null::uuid as rollout, false as deferred,
                               false as deferrable
                          from desktop d
                          join maintenance_item i on i.desktop_id = d.id and i.announced
                          join maintenance_run r on r.id = i.run_id and r.state = 'RUNNING'
                         where d.person_id = :person
                        union all
                        select d.id, d.hostname, o.name, greatest(o.begins_at, m.put_off_until), o.id,
                               m.put_off_at is not null, o.begins_at > :now
                          from desktop d
                          join rollout_desktop m on m.desktop_id = d.id and m.state = 'WAITING'
                          join rollout o on o.id = m.rollout_id and o.state in ('RUNNING', 'PAUSED')
                         where d.person_id = :person and greatest(o.begins_at, m.put_off_until) > :now
                         order by begins, name
                        """)
                .param("person", person.objectGuid())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Coming(
                        new DesktopId(row.getObject("id", UUID.class)),
                        row.getString("hostname"),
                        row.getString("name"),
                        row.getObject("begins", OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(row.getObject("rollout", UUID.class))
                                .map(RolloutId::new),
                        row.getBoolean("deferred"),
                        row.getBoolean("deferrable"),
                        0))
                .list();
    }

    /** When it begins. */
    static Instant begins(Instant now, Duration notice) {
        Field.within("noticeMinutes", notice.toMinutes(), 0, RolloutSpec.LONGEST_NOTICE_MINUTES, "minutes");
        return now.plus(notice);
    }

    void of(RunId run, List<DesktopId> desktops, Instant begins, Instant now) {
        add(run, null, desktops, begins, now);
    }

    void of(RolloutId rollout, List<DesktopId> desktops, Instant begins, Instant now) {
        add(null, rollout, desktops, begins, now);
    }

    private void add(
            @Nullable RunId run, @Nullable RolloutId rollout, List<DesktopId> desktops, Instant begins, Instant now) {
        if (begins.isAfter(now)) {
            Instant said = begins.minus(settings.sessionLead());
            notices.add(run, rollout, desktops, Notice.Channel.MAIL, begins, now, now);
            notices.add(run, rollout, desktops, Notice.Channel.SESSION, begins, said.isBefore(now) ? now : said, now);
        }
    }
}
