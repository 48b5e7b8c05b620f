package dev.berth.broker.access;

import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Optional;

/** What the database says of a thing that somebody asks for. */
sealed interface AccessFacts {

    /** @param kind EVERYONE, ROLE, GROUP or PERSON */
    record Grant(String kind, String subject, String label) {}

    /** @param gives whether the person asked about has it through this */
    record Weighed(Grant grant, boolean gives) {}

    /**
     * A bundle's desktop or an application, to one person.
     *
     * @param desktop the state of the person's desktop of the bundle
     * @param otherSessions live sessions of the person, the one that this is or would join not counted
     * @param fleet whether the fleet that serves it is on; empty where each person has a desktop of their own
     * @param room whether that fleet has an instance for the person, or may have one more
     */
    record Offered(
            BundleId bundle,
            String bundleName,
            String name,
            boolean enabled,
            Optional<Grant> grant,
            Optional<DesktopState> desktop,
            int otherSessions,
            Optional<Boolean> fleet,
            boolean room)
            implements AccessFacts {}

    record Owned(PersonId owner, String ownerName, BundleId bundle, String bundleName) implements AccessFacts {}

    /**
     * A desktop, to whoever wants to serve themselves.
     *
     * @param lastChange when its person last changed its size; empty if never
     * @param lastSmaller when its person last made its machine smaller
     */
    record Served(
            Owned owned,
            DesktopState state,
            Instant created,
            Optional<Grant> grant,
            Optional<Instant> lastChange,
            Optional<Instant> lastSmaller)
            implements AccessFacts {}

    /**
     * A session.
     *
     * @param application empty for a whole desktop
     * @param name the application's, or the bundle's
     * @param live whether it has not ended
     * @param grant the entitlement of its owner
     */
    record Opened(
            SessionId session,
            String reference,
            Owned owned,
            Optional<ApplicationId> application,
            String name,
            boolean live,
            String clientAddress,
            Optional<Grant> grant)
            implements AccessFacts {}

    /**
     * A session that is shared with a guest.
     *
     * @param guest empty while nobody has taken its link
     * @param closed why nobody may join; empty while its guest may
     * @param guestAddress where the guest was when they last asked for a ticket
     */
    record Shared(
            ShareId share,
            String name,
            Owned owned,
            Optional<PersonId> guest,
            boolean shadowing,
            Optional<String> closed,
            Optional<String> guestAddress)
            implements AccessFacts {}
}
