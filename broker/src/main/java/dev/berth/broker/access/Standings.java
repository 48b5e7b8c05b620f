package dev.berth.broker.access;

import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Takes over how people stand with the directory, and has everything decided anew where that changed something. A
 * directory that did not answer changes nothing.
 */
@Component
public class Standings {

    private final PeopleRecord people;
    private final Signals signals;

    Standings(PeopleRecord people, Signals signals) {
        this.people = people;
        this.signals = signals;
    }

    public void take(Map<PersonId, Standing> standings) {
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
                people.bar(person, sentence(known.account().state()))
                        | people.regroup(known.account().person());
            case Standing.Known known -> people.refresh(known.account().person());
            case Standing.Gone gone -> people.gone(person, "The account is not in the directory any more.");
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
