package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.computer.Computers;
import dev.berth.broker.computer.Computers.Standing;
import dev.berth.broker.desktop.Admission.Answer;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Keeps a new desktop from being made until its computer account is there, and nothing else writes to its home. Where the name is somebody else's and the
 * bundle's pattern counts, the desktop takes the next name instead.
 */
@Component
class Enlistment {

    private static final int NAMES_TRIED = 20;

    private final Computers computers;
    private final JdbcBundles bundles;
    private final Hostnames hostnames;
    private final NodeClaim claim;

    Enlistment(Computers computers, JdbcBundles bundles, Hostnames hostnames, NodeClaim claim) {
        this.computers = computers;
        this.bundles = bundles;
        this.hostnames = hostnames;
        this.claim = claim;
    }

    /** Why it may not be made now; empty when it may, as every desktop that was ready before. */
    Optional<Answer> hindrance(Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        if (home != null && home.busy()) {
            return Optional.of(new Answer.NotYet("Its person's home is being put away by the instance before it."));
        }
        if (desktop.times().firstReady() != null) {
            return Optional.empty();
        }
        return switch (computers.of(desktop.id().value())) {
            case Standing.Ready _ -> Optional.empty();
            case Standing.Awaited(String sentence) -> Optional.of(new Answer.NotYet(sentence));
            case Standing.Refused(String sentence, boolean nameTaken) -> {
                boolean renamed = nameTaken && renamed(desktop);
                computers.told(desktop.id().value(), renamed);
                yield Optional.of(renamed ? new Answer.Overtaken() : new Answer.Refused(sentence));
            }
        };
    }

    private boolean renamed(Desktop desktop) {
        Optional<Bundle> bundle = bundles.find(desktop.bundle()).filter(hostnames::counts);
        for (int i = 0; bundle.isPresent() && i < NAMES_TRIED; i++) {
            String next = hostnames.next(desktop.person(), bundle.get(), desktop.id());
            if (hostnames.rename(desktop, claim.value(), next)) {
                return true;
            }
        }
        return false;
    }
}
