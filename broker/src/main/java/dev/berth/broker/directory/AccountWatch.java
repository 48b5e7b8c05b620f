package dev.berth.broker.directory;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again at the accounts of people who are at work, so that one disabled in the directory loses its sessions and
 * one moved to other groups gains and loses what they give. A caller that asks every 30 s ends sessions within 60 s.
 */
public final class AccountWatch {

    private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);

    private final ActiveDirectory directory;

    public AccountWatch(ActiveDirectory directory) {
        this.directory = directory;
    }

    /** How each of these people stands, an answer for every one of them. */
    public Map<PersonId, Standing> look(Collection<PersonId> people) {
        Map<PersonId, Standing> standings = new HashMap<>();
        if (people.isEmpty()) {
            return standings;
        }
        try {
            Map<PersonId, Account> known = directory.reread(people);
            for (PersonId id : people) {
                Account account = known.get(id);
                standings.put(id, account == null ? new Standing.Gone() : new Standing.Known(account));
            }
        } catch (DirectoryException e) {
            log.warn("Cannot look again at {} accounts; their sessions go on: {}", people.size(), e.getMessage(), e);
            Standing unknown = new Standing.Unknown(String.valueOf(e.getMessage()));
            people.forEach(id -> standings.put(id, unknown));
        }
        return standings;
    }
}
