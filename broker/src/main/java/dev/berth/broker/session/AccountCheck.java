package dev.berth.broker.session;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.PeopleRecord;
import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.AccountWatch;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
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
    private final PeopleRecord record;
    private final AccountWatch watch;
    private final Signals signals;
    private final Clock clock;

    AccountCheck(JdbcPeople people, PeopleRecord record, AccountWatch watch, Signals signals, Clock clock) {
        this.clock = clock;
        this.people = people;
        this.record = record;
        this.watch = watch;
        this.signals = signals;
    }

    @Scheduled(fixedRateString = "30s")
    void run() {
        take(watch.look(people.atWork(clock.instant().minus(PORTAL_SESSION))));
    }

    void take(Map<PersonId, Standing> standings) {
        boolean changed = false;
        for (var standing : standings.entrySet()) {
            changed |= take(standing.getKey(), standing.getValue());
        }
        if (changed) {
            signals.send(Channel.ACCESS, "");
        }
    }

    private boolean take(PersonId person, Standing standing) {
        return switch (standing) {
            case Standing.Known known
            when known.endsSessions() ->
                record.bar(person, sentence(known.account().state()));
            case Standing.Known known -> record.refresh(known.account().person());
            case Standing.Gone gone -> record.bar(person, "The account is not in the directory any more.");
            case Standing.Unknown unknown -> false;
        };
    }

    private static String sentence(AccountState state) {
        return switch (state) {
            case DISABLED -> "The account was disabled in the directory. Ask your helpdesk to enable it.";
            case EXPIRED -> "The account has expired. Ask your helpdesk to extend it.";
            case ACTIVE, LOCKED, PASSWORD_EXPIRED, PASSWORD_MUST_CHANGE ->
                throw new IllegalArgumentException("account state is " + state + ", which ends no sessions");
        };
    }
}
