package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session with what is needed to serve it.
 *
 * @param tunnel the connection that counts
 * @param openedAt when the person clicked
 */
record Session(
        SessionId id,
        PersonId person,
        DesktopId desktop,
        BundleId bundle,
        ChannelPolicy policy,
        Optional<App> application,
        SessionState state,
        @Nullable TunnelId tunnel,
        Instant openedAt) {

    /** @param program what the guest image calls it */
    record App(ApplicationId id, String program) {}

    /** The account of the guest that the session runs as: applications have one of their own, with the same home. */
    GuestAccount account() {
        return application.isPresent() ? GuestAccount.APPLICATIONS : GuestAccount.DESKTOP;
    }
}
