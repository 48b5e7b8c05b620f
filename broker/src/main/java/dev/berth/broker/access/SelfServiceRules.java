package dev.berth.broker.access;

import dev.berth.broker.access.SelfServiceFinding.Waits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the directory's policy, the desktop's state and the waits say of somebody who serves themselves. */
@Component
class SelfServiceRules {

    private final SelfServiceBook book;
    private final SelfServiceSettings settings;
    private final Clock clock;

    SelfServiceRules(SelfServiceBook book, SelfServiceSettings settings, Clock clock) {
        this.book = book;
        this.settings = settings;
        this.clock = clock;
    }

    List<AccessFinding> findings(AccessFacts.Served served, Intent.ServeOneself serve) {
        SelfServiceAction action = serve.action();
        List<AccessFinding> findings = new ArrayList<>();
        findings.add(new SelfServiceFinding.Allowed(action, book.kept().policy().allows(action)));
        findings.add(new SelfServiceFinding.Guard(served.owned().bundleName(), action, served.state()));
        if (action.waits()) {
            findings.add(waits("Making the desktop", served.created(), settings.afterCreation()));
            served.lastChange()
                    .map(last -> waits("The last change of its size", last, settings.between()))
                    .ifPresent(findings::add);
        }
        if (serve.smaller()) {
            served.lastSmaller()
                    .map(last -> waits("The last change to a smaller machine", last, settings.smallerEvery()))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private Waits waits(String why, Instant since, Duration wait) {
        Instant until = since.plus(wait);
        return new Waits(why, until, !until.isAfter(clock.instant()));
    }
}
