package dev.berth.portal.helpdesk;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopOperation;
import dev.berth.broker.desktop.Snapshot;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.PersonFiles;
import dev.berth.broker.session.SessionView;
import dev.berth.portal.admin.DesktopVerb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What is one person's: another's is not there, whoever asks under this person's name. */
@Component("personThings")
public class PersonThings {

    /** From the one that loses least to the one that loses most. */
    private static final Set<DesktopVerb> HELPDESKS =
            EnumSet.of(DesktopVerb.RETRY, DesktopVerb.START, DesktopVerb.STOP, DesktopVerb.REBOOT);

    private final PersonFiles files;
    private final Snapshots snapshots;

    PersonThings(PersonFiles files, Snapshots snapshots) {
        this.files = files;
        this.snapshots = snapshots;
    }

    Desktop desktop(PersonId person, DesktopId desktop) {
        return files.desktop(person, desktop).orElseThrow(() -> new NotFoundException("desktop", desktop));
    }

    SessionView session(PersonId person, SessionId session) {
        return files.session(person, session).orElseThrow(() -> new NotFoundException("session", session));
    }

    /** Those that a desktop can be rebuilt or restored from, the latest first. */
    public List<Snapshot> snapshots(DesktopId desktop) {
        return snapshots.restorable(desktop);
    }

    public boolean canRebuild(Desktop desktop) {
        return DesktopOperation.REBUILD.allowedIn(desktop.state());
    }

    public boolean canRestore(Desktop desktop) {
        return DesktopOperation.RESTORE.allowedIn(desktop.state());
    }

    static DesktopVerb helpdesks(DesktopVerb verb) {
        if (!HELPDESKS.contains(verb)) {
            throw new IllegalArgumentException("verb is '%s'; allowed for helpdesk are %s."
                    .formatted(
                            verb.path(),
                            HELPDESKS.stream().map(DesktopVerb::path).collect(Collectors.joining(", "))));
        }
        return verb;
    }

    /** Graded by what is lost. Mirrors the guards, so that nobody is offered what would be refused; the guards decide. */
    public List<String> verbs(Desktop desktop) {
        List<String> verbs = new ArrayList<>();
        switch (desktop.state()) {
            case ERROR -> verbs.add("retry");
            case STOPPED -> verbs.add("start");
            case AVAILABLE, UNHEALTHY -> {
                if (desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON) {
                    verbs.add("stop");
                }
                verbs.add("reboot");
            }
            case PENDING,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    TERMINATING,
                    TERMINATED -> {}
        }
        return verbs;
    }
}
