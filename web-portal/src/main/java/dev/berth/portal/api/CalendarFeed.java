package dev.berth.portal.api;

import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Planned;
import dev.berth.broker.power.PlannedPower;
import java.time.Instant;
import java.util.List;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/** The calendar as iCalendar. Times are in UTC, which every program shows by its own clock. */
final class CalendarFeed {

    private CalendarFeed() {}

    static String of(List<Planned> all, List<PlannedPower> hours, Instant now) {
        var calendar = new Calendar();
        calendar.add(new ProdId("-//Berth//Maintenance//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        for (Planned one : all) {
            calendar.add(event(one, now));
        }
        for (PlannedPower one : hours) {
            calendar.add(event(one, now));
        }
        return calendar.toString();
    }

    private static VEvent event(Planned planned, Instant now) {
        Occurrence one = planned.occurrence();
        var event = new VEvent(false);
        event.add(new DtStamp(now));
        event.add(new Uid(planned.window() + "-" + one.day() + "-" + planned.zone() + "@berth"));
        event.add(new DtStart<>(one.from()));
        event.add(new DtEnd<>(one.until()));
        event.add(new Summary("Maintenance: " + planned.name()));
        event.add(new Description(
                planned.desktops() + (planned.desktops() == 1 ? " desktop" : " desktops") + ", by the clock of "
                        + planned.zone() + (planned.moved() ? ", which leaves the planned time out on this day" : "")));
        return event;
    }

    private static VEvent event(PlannedPower planned, Instant now) {
        var event = new VEvent(false);
        event.add(new DtStamp(now));
        event.add(new Uid(
                planned.of() + "-" + planned.day() + "-" + planned.from().getEpochSecond() + "@berth"));
        event.add(new DtStart<>(planned.from()));
        event.add(new DtEnd<>(planned.until()));
        String clock = ", by the clock of " + planned.zone() + (planned.moved() ? ", which changes on this day" : "");
        switch (planned.kind()) {
            case DESKTOPS -> {
                event.add(new Summary("On: " + planned.name()));
                event.add(new Description(planned.machines()
                        + (planned.machines() == 1 ? " desktop" : " desktops") + ", started from " + planned.leadFrom()
                        + " on" + clock));
            }
            case FLEET -> {
                event.add(new Summary("Fleet: " + planned.name()));
                event.add(new Description("At least " + planned.machines()
                        + (planned.machines() == 1 ? " instance" : " instances") + clock));
            }
        }
        return event;
    }
}
