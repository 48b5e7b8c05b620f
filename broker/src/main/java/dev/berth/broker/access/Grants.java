package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Grant;
import dev.berth.broker.access.AccessFacts.Offered;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.Person;
import java.util.List;
import java.util.Optional;

/** Reads entitlements and desktop states into findings. */
final class Grants {

    private Grants() {}

    static AccessFinding finding(Person person, String thing, Optional<Grant> grant) {
        return grant.<AccessFinding>map(given -> new PersonFinding.Entitled(thing, through(person, given)))
                .orElseGet(() -> new PersonFinding.NotEntitled(thing));
    }

    /** What the fleet says that serves it; nothing where each person has a desktop of their own. */
    static List<AccessFinding> fleet(Offered offered) {
        if (offered.fleet().isEmpty()) {
            return List.of();
        }
        return offered.fleet().get()
                ? List.of(new ThingFinding.FleetRoom(offered.name(), offered.room()))
                : List.of(new ThingFinding.SwitchedOff(offered.name()));
    }

    private static String through(Person person, Grant grant) {
        return switch (grant.kind()) {
            case "EVERYONE" -> "an entitlement for everyone";
            case "PERSON" -> "an entitlement for this account alone";
            case "ROLE" -> "the role " + grant.label();
            case "ATTRIBUTE" -> "what the directory says, " + grant.label();
            case "GROUP" -> "group " + path(person, grant);
            default ->
                throw new IllegalStateException("entitlement has the subject kind '" + grant.kind()
                        + "'; allowed are EVERYONE, ROLE, GROUP, ATTRIBUTE and PERSON.");
        };
    }

    private static String path(Person person, Grant grant) {
        return person.membershipOf(new GroupId(grant.subject()))
                .map(membership -> membership.direct()
                        ? membership.name()
                        : membership.name() + " (" + membership.readablePath() + ")")
                .orElse(grant.label());
    }

    /** Whether a person may open a desktop in this state: it is ready, or will be in a moment or after a retry. */
    static boolean usable(DesktopState state) {
        return switch (state) {
            case PENDING, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, UNHEALTHY, ERROR, TERMINATED -> true;
            case REBUILDING, RESTORING, UPDATING, MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, TERMINATING -> false;
        };
    }
}
