package dev.berth.broker.computer;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.computer.JdbcComputers.Wish;
import dev.berth.broker.directory.ComputerAccounts;
import dev.berth.broker.directory.ComputerMark;
import dev.berth.broker.directory.ComputerOutcome;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.directory.DirectoryException;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the accounts that new desktops wait for, and removes those of desktops that are terminated. An account is known by
 * its mark, so what was done and not written down is found done. A directory that is silent delays, and fails nothing.
 */
@Component
class ComputerRound {

    private static final Logger LOG = LoggerFactory.getLogger(ComputerRound.class);

    /** Longer than the directory may take over one account, all controllers asked. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ComputersInUse inUse;
    private final JdbcComputers computers;
    private final RegionSettings region;
    private final Telling telling;
    private final Clock clock;

    ComputerRound(ComputersInUse inUse, JdbcComputers computers, RegionSettings region, Telling telling, Clock clock) {
        this.inUse = inUse;
        this.computers = computers;
        this.region = region;
        this.telling = telling;
        this.clock = clock;
    }

    /** Who hears of it. */
    @Component
    record Telling(AuditLog audit, Signals signals) {

        void audit(String verb, UUID desktop, Outcome outcome, String reason) {
            audit.record(AuditEntry.of(new Actor.Berth(), "computer." + verb, "desktop", desktop, outcome, reason));
        }
    }

    void reconcile() {
        inUse.accounts().ifPresent(accounts -> {
            computers.toMake(clock.instant()).forEach(wish -> make(accounts, wish));
            computers.toRemove(clock.instant()).forEach(wish -> remove(accounts, wish));
        });
    }

    private void make(ComputerAccounts accounts, Wish wish) {
        if (!computers.take(wish, clock.instant(), LEASE)) {
            return;
        }
        try {
            switch (accounts.make(wish.name(), mark(wish))) {
                case ComputerOutcome.There(var account) -> {
                    computers.made(wish.desktop(), account.objectGuid(), clock.instant());
                    telling.audit(
                            "create", wish.desktop(), Outcome.DONE, "Its computer account is " + account.dn() + ".");
                }
                case ComputerOutcome.NameTaken(String sentence) -> refused(wish, sentence, true);
                case ComputerOutcome.NotAllowed(String sentence) -> refused(wish, sentence, false);
            }
            telling.signals().send(Channel.DESKTOP, wish.desktop().toString());
        } catch (DirectoryException e) {
            LOG.warn("The computer account of desktop {} waits for the directory.", wish.desktop(), e);
            computers.hindered(
                    wish.desktop(),
                    "Its computer account waits for the directory: " + e.getMessage(),
                    clock.instant().plus(RETRY));
        }
    }

    private void refused(Wish wish, String sentence, boolean nameTaken) {
        computers.conflict(wish.desktop(), sentence, nameTaken, clock.instant());
        telling.audit("create", wish.desktop(), Outcome.FAILED, sentence);
    }

    private void remove(ComputerAccounts accounts, Wish wish) {
        if (!computers.take(wish, clock.instant(), LEASE)) {
            return;
        }
        try {
            if (accounts.remove(mark(wish))) {
                telling.audit(
                        "delete",
                        wish.desktop(),
                        Outcome.DONE,
                        "Its computer account " + wish.name() + " was removed with it.");
            }
            computers.removed(wish.desktop(), clock.instant());
        } catch (DirectoryException e) {
            LOG.warn("The computer account of desktop {} is not removed yet.", wish.desktop(), e);
            computers.hindered(
                    wish.desktop(),
                    String.valueOf(e.getMessage()),
                    clock.instant().plus(RETRY));
        }
    }

    private ComputerMark mark(Wish wish) {
        return new ComputerMark(wish.desktop(), region.name());
    }
}
