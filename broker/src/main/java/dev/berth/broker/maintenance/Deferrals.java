package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people see of their desktops' maintenance, and how they put a turn off: only of their own desktop, and only so often. */
@Component
public class Deferrals {

    private final JdbcClient jdbc;
    private final Calendar calendar;
    private final Desktops desktops;
    private final Journal journal;
    private final NoticeSettings settings;

    Deferrals(JdbcClient jdbc, Calendar calendar, Desktops desktops, Journal journal, NoticeSettings settings) {
        this.jdbc = jdbc;
        this.calendar = calendar;
        this.desktops = desktops;
        this.journal = journal;
        this.settings = settings;
    }

    /**
     * A planned turn of a person's own desktop.
     *
     * @param deferred whether it was put off
     * @param left how many turns of the desktop may still be put off
     */
    public record Turn(
            DesktopId desktop,
            String hostname,
            WindowId window,
            String name,
            LocalDate day,
            Instant from,
            Instant until,
            boolean deferred,
            int left) {}

    /** The turns of the coming days, the next first. */
    public List<Turn> of(PersonId person) {
        List<Turn> turns = new ArrayList<>();
        for (Desktop desktop : desktops.of(person)) {
            turns.addAll(of(desktop));
        }
        turns.sort(Comparator.comparing(Turn::from));
        return turns;
    }

    /** Leaves it alone that day; its next turn is the window's next. */
    public void defer(PersonId person, DesktopId id, WindowId window, LocalDate day, Actor actor) {
        journal.together(() -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('deferral:' || :desktop))")
                    .param("desktop", id.toString())
                    .query((row, number) -> number)
                    .list();
            Turn turn = require(person, id, window, day);
            if (turn.deferred()) {
                return;
            }
            if (turn.left() < 1) {
                throw new ChangeRefusedException("The maintenance of desktop " + turn.hostname()
                        + " cannot be put off any more: allowed is " + settings.deferrals() + " times in "
                        + settings.deferralPeriod().toDays()
                        + " days. Ask your helpdesk if the time does not suit you.");
            }
            jdbc.sql("""
                            insert into maintenance_deferral (desktop_id, window_id, planned_day, deferred_by, deferred_at)
                            values (:desktop, :window, :day, :by, :now)
                            """)
                    .param("desktop", id.value())
                    .param("window", window.value())
                    .param("day", day)
                    .param("by", actor.name())
                    .param("now", journal.now().atOffset(ZoneOffset.UTC))
                    .update();
            record(actor, "defer", turn, "Put off");
        });
    }

    /** Takes it back, before the window opens. */
    public void undo(PersonId person, DesktopId id, WindowId window, LocalDate day, Actor actor) {
        journal.together(() -> {
            Turn turn = require(person, id, window, day);
            int gone = jdbc.sql("""
                            delete from maintenance_deferral
                             where desktop_id = :desktop and window_id = :window and planned_day = :day
                            """)
                    .param("desktop", id.value())
                    .param("window", window.value())
                    .param("day", day)
                    .update();
            if (gone > 0) {
                record(actor, "undefer", turn, "Is not put off any more:");
            }
        });
    }

    private void record(Actor actor, String verb, Turn turn, String what) {
        journal.record(AuditEntry.of(
                actor,
                "desktop." + verb,
                "desktop",
                turn.desktop(),
                Outcome.DONE,
                "%s the maintenance of %s by window '%s'.".formatted(what, turn.day(), turn.name())));
    }

    private Turn require(PersonId person, DesktopId id, WindowId window, LocalDate day) {
        Desktop desktop = desktops.find(id)
                .filter(found -> found.person().equals(person))
                .orElseThrow(() -> new NotFoundException("desktop", id));
        return of(desktop).stream()
                .filter(turn -> turn.window().equals(window) && turn.day().equals(day))
                .findFirst()
                .orElseThrow(() -> new ChangeRefusedException("Desktop " + id + " has no maintenance on " + day
                        + " that could be put off; allowed are turns of the next "
                        + settings.ahead().toDays() + " days that have not begun."));
    }

    private List<Turn> of(Desktop desktop) {
        Instant now = journal.now();
        List<Planned> planned = calendar.between(now, now.plus(settings.ahead()), Optional.of(desktop.id()));
        if (planned.isEmpty()) {
            return List.of();
        }
        int left = left(desktop.id(), now);
        String hostname = desktop.blueprint().hostname();
        return planned.stream()
                .map(one -> new Turn(
                        desktop.id(),
                        hostname,
                        one.window(),
                        one.name(),
                        one.occurrence().day(),
                        one.occurrence().from(),
                        one.occurrence().until(),
                        isDeferred(desktop.id(), one),
                        left))
                .toList();
    }

    private int left(DesktopId desktop, Instant now) {
        int used = Objects.requireNonNull(jdbc.sql(
                        "select count(*) from maintenance_deferral where desktop_id = :desktop and deferred_at > :since")
                .param("desktop", desktop.value())
                .param("since", now.minus(settings.deferralPeriod()).atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single());
        return Math.max(0, settings.deferrals() - used);
    }

    private boolean isDeferred(DesktopId desktop, Planned planned) {
        return jdbc.sql("""
                        select 1 from maintenance_deferral
                         where desktop_id = :desktop and window_id = :window and planned_day = :day
                        """)
                .param("desktop", desktop.value())
                .param("window", planned.window().value())
                .param("day", planned.occurrence().day())
                .query(Integer.class)
                .optional()
                .isPresent();
    }
}
