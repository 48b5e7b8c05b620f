package dev.berth.broker.session;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.Standings;
import dev.berth.broker.directory.AccountWatch;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks the directory how those stand who are at work. Whoever may not be in any more loses their sessions through
 * access being decided anew, like everybody whose groups changed. A directory that does not answer ends nobody's session.
 */
@Component
class AccountCheck {

    /** A person may be signed in at the portal for so long without being asked for the password again. */
    private static final Duration PORTAL_SESSION = Duration.ofHours(12);

    private final JdbcPeople people;
    private final AccountWatch watch;
    private final Standings standings;
    private final Clock clock;

    AccountCheck(JdbcPeople people, AccountWatch watch, Standings standings, Clock clock) {
        this.clock = clock;
        this.people = people;
        this.watch = watch;
        this.standings = standings;
    }

    @Scheduled(fixedRateString = "${berth.directory.account-check-interval:30s}")
    void run() {
        take(watch.look(people.atWork(clock.instant().minus(PORTAL_SESSION))));
    }

    void take(Map<PersonId, Standing> found) {
        standings.take(found);
    }
}
