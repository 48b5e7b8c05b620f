package dev.berth.broker.session;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.AccessFinding;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ThingFinding;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.trace.Work;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The way from a click to a session. */
@Component
class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final int TRIES = 10;

    private final Access access;
    private final Wares wares;
    private final JdbcSessions store;
    private final SessionBook book;
    private final DesktopFollower follower;
    private final Joining joining;
    private final Clock clock;

    Opening(
            Access access,
            Wares wares,
            JdbcSessions store,
            SessionBook book,
            DesktopFollower follower,
            Joining joining,
            Clock clock) {
        this.access = access;
        this.wares = wares;
        this.store = store;
        this.book = book;
        this.follower = follower;
        this.joining = joining;
        this.clock = clock;
    }

    OpenResult open(Person person, ClientAddress address, Launch launch) {
        Intent intent = switch (launch) {
            case Launch.DesktopLaunch desktop -> new Intent.OpenDesktop(desktop.bundle());
            case Launch.ApplicationLaunch application -> new Intent.OpenApplication(application.application());
        };
        return switch (access.decide(person, address, intent)) {
            case AccessDecision.Refused refused -> {
                if (refused.code() == RefusalCode.FLEET_FULL) {
                    wares.ranShort(launch);
                }
                yield new OpenResult.Refused(refused);
            }
            case AccessDecision.Allowed allowed -> opened(person, address, launch, intent);
        };
    }

    OpenResult retry(SessionId id, Person person, ClientAddress address) {
        return switch (access.decide(person, address, new Intent.UseSession(id))) {
            case AccessDecision.Refused refused -> new OpenResult.Refused(refused);
            case AccessDecision.Allowed allowed ->
                open(
                        person,
                        address,
                        book.find(id).map(Opening::launch).orElseThrow(() -> new NotFoundException("session", id)));
        };
    }

    private OpenResult opened(Person person, ClientAddress address, Launch launch, Intent intent) {
        Optional<ApplicationId> application =
                launch instanceof Launch.ApplicationLaunch app ? Optional.of(app.application()) : Optional.empty();
        for (int i = 0; i < TRIES; i++) {
            Desktop desktop;
            try {
                Optional<Desktop> found = wares.desktop(person.id(), launch);
                if (found.isEmpty()) {
                    return refused(new ThingFinding.FleetRoom(wares.name(launch), false));
                }
                desktop = found.get();
            } catch (GuardRefusedException e) {
                LOG.info("Cannot open {} for {}: {}", launch, person.accountName(), e.getMessage(), e);
                return refused(new ThingFinding.State(wares.name(launch), e.state(), false));
            }
            // Sessions that an earlier life of the machine left behind are over.
            follower.follow(desktop.id());
            Optional<Session> live = store.live(desktop.id(), application.isPresent());
            if (live.isPresent() && joined(person, address, launch, live.get())) {
                return new OpenResult.Opened(live.get().id(), true);
            }
            if (live.isPresent()) {
                continue;
            }
            var opening = new JdbcSessions.Opening(person.id(), desktop.id(), application, address, clock.instant());
            Optional<SessionId> opened = book.open(opening, Actor.of(person));
            if (opened.isPresent()) {
                try (var _ = Work.forSession(opened.get().value())) {
                    desktop.host().ifPresent(host -> book.reached(opened.get(), Stage.PLACED, opening.at()));
                    follower.follow(desktop.id());
                }
                return new OpenResult.Opened(opened.get(), false);
            }
            // Another application of the desktop may have been opened meanwhile, or its instance is spent.
            if (access.decide(person, address, intent) instanceof AccessDecision.Refused refused) {
                return new OpenResult.Refused(refused);
            }
        }
        throw new IllegalStateException("Cannot open a session of " + launch + " for " + person.accountName()
                + ": others opened and ended one all the time. Try again.");
    }

    /** All applications of a desktop share one session. False when it has ended meanwhile. */
    private boolean joined(Person person, ClientAddress address, Launch launch, Session live) {
        return switch (launch) {
            case Launch.DesktopLaunch _ -> true;
            case Launch.ApplicationLaunch application ->
                joining.join(live, wares.application(application), Actor.of(person), address);
        };
    }

    private static OpenResult refused(AccessFinding finding) {
        return new OpenResult.Refused((AccessDecision.Refused) AccessDecision.of(List.of(finding)));
    }

    private static Launch launch(Session session) {
        return session.application()
                .<Launch>map(application -> new Launch.ApplicationLaunch(application.id()))
                .orElseGet(() -> new Launch.DesktopLaunch(session.bundle()));
    }
}
