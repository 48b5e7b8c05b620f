package dev.berth.broker.helpdesk;

import dev.berth.broker.directory.AccountWatch;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Standing;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How somebody stands with the directory at this moment; a page does not wait for it longer than is set. */
@Component
public class DirectoryLook {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLook.class);

    private final AccountWatch watch;
    private final HelpdeskSettings settings;

    public DirectoryLook(AccountWatch watch, HelpdeskSettings settings) {
        this.watch = watch;
        this.settings = settings;
    }

    public Standing look(PersonId person) {
        var task = new FutureTask<>(
                () -> Objects.requireNonNull(watch.look(Set.of(person)).get(person)));
        Thread.ofVirtual().name("directory-look").start(task);
        try {
            return shown(task.get(settings.directoryLimit().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            task.cancel(true);
            return new Standing.Unknown("The directory did not answer within "
                    + settings.directoryLimit().toMillis() + " ms.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Standing.Unknown("Berth stopped waiting for the directory because it is going down.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot ask the directory about " + person, e.getCause());
        }
    }

    /** Which controllers were asked, and what they said, is for the log. */
    private static Standing shown(Standing standing) {
        return standing instanceof Standing.Unknown(String reason)
                ? new Standing.Unknown(Trouble.noted(LOG, "The directory does not answer.", reason))
                : standing;
    }
}
