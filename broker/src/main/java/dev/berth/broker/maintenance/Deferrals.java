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
    private final DeferralBudget budget;

    Deferrals(
            JdbcClient jdbc,
            Calendar calendar,
            Desktops desktops,
            Journal journal,
            NoticeSettings settings,
            DeferralBudget budget) {
        this.budget = budget;
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
            budget.hold(id);
            Desktop desktop = own(person, id);
            Turn turn = require(desktop, window, day);
            if (turn.deferred()) {
                return;
            }
            budget.require(desktop, journal.now());
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
            Turn turn = require(own(person, id), window, day);
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

    private Desktop own(PersonId person, DesktopId id) {
        return desktops.find(id)
                .filter(found -> found.person().equals(person))
                .orElseThrow(() -> new NotFoundException("desktop", id));
    }

    private Turn require(Desktop desktop, WindowId window, LocalDate day) {
        return of(desktop).stream()
                .filter(turn -> turn.window().equals(window) && turn.day().equals(day))
                .findFirst()
                .orElseThrow(
                        () -> new ChangeRefusedException("Desktop " + desktop.id() + " has no maintenance on " + day
                                + " that could be put off; allowed are turns of the next "
                                + settings.ahead().toDays() + " days that have not begun."));
    }

    private List<Turn> of(Desktop desktop) {
        Instant now = journal.now();
        List<Planned> planned = calendar.between(now, now.plus(settings.ahead()), Optional.of(desktop.id()));
        if (planned.isEmpty()) {
            return List.of();
        }
        int left = budget.left(desktop.id(), now);
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
