package dev.berth.broker.computer;

import dev.berth.broker.audit.Outcome;
import dev.berth.broker.computer.ComputerRound.Telling;
import dev.berth.broker.computer.JdbcComputers.Known;
import dev.berth.broker.directory.ComputerAccount;
import dev.berth.broker.directory.ComputerAccounts;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.directory.DirectoryException;
import dev.berth.broker.region.RegionSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Proves that no computer account is orphaned. Of the accounts that carry this region's mark, those whose desktop is
 * terminated are removed. Those of desktops that no row knows may be another Berth's, or left from a lost database: they
 * are told of once and kept, and so are live desktops whose account is gone.
 */
@Component
class ComputerSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ComputerSweep.class);

    /** Until then another controller may not have heard of a new account. */
    private static final Duration SETTLED = Duration.ofHours(1);

    private final ComputersInUse inUse;
    private final JdbcComputers computers;
    private final RegionSettings region;
    private final Telling telling;
    private final Clock clock;
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    ComputerSweep(ComputersInUse inUse, JdbcComputers computers, RegionSettings region, Telling telling, Clock clock) {
        this.inUse = inUse;
        this.computers = computers;
        this.region = region;
        this.telling = telling;
        this.clock = clock;
    }

    void sweep() {
        inUse.accounts().ifPresent(accounts -> {
            try {
                sweep(accounts);
            } catch (DirectoryException e) {
                LOG.warn("The computer accounts could not be searched for orphans; it is tried again.", e);
            }
        });
    }

    private void sweep(ComputerAccounts accounts) {
        var expected = computers.madeBefore(clock.instant().minus(SETTLED));
        List<ComputerAccount> marked = accounts.marked();
        marked.stream()
                .filter(account -> account.mark().region().equals(region.name()))
                .forEach(account -> sweep(accounts, account));
        Set<UUID> there = marked.stream().map(ComputerAccount::objectGuid).collect(Collectors.toSet());
        expected.forEach((desktop, account) -> {
            if (!there.contains(account)) {
                tell(
                        desktop,
                        "missing " + account,
                        "The computer account of desktop " + desktop
                                + " is gone from the directory. Its guest cannot use the domain; rebuild it, or restore the account.");
            }
        });
    }

    private void sweep(ComputerAccounts accounts, ComputerAccount account) {
        UUID desktop = account.mark().desktop();
        Optional<Known> known = computers.known(desktop);
        if (known.isEmpty()) {
            tell(
                    desktop,
                    account.dn(),
                    "The computer account " + account.dn()
                            + " names a desktop that this region does not know. It is kept; remove it by hand if nobody needs it.");
        } else if (known.get().state().equals("TERMINATED")) {
            if (accounts.remove(account.mark())) {
                computers.removed(desktop, clock.instant());
                telling.audit(
                        "sweep",
                        desktop,
                        Outcome.DONE,
                        "Removed the computer account " + account.dn() + ", whose desktop is terminated.");
            }
        } else if (known.get().objectGuid() != null
                && !account.objectGuid().equals(known.get().objectGuid())) {
            tell(
                    desktop,
                    account.dn(),
                    "The computer account " + account.dn() + " is a second one of desktop " + desktop
                            + ". It is kept; remove the one that the guest does not use.");
        }
    }

    private void tell(UUID desktop, String what, String sentence) {
        if (named.add(what)) {
            LOG.warn("{}", sentence);
            telling.audit("sweep", desktop, Outcome.REFUSED, sentence);
        }
    }
}
