package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session as pages and the API show it.
 *
 * @param reference what a person reads out to helpdesk
 * @param failure a sentence on its end, where the reason alone does not say enough
 * @param waiting why its desktop is not ready yet, when there is something to say: no room, a host out of reach
 * @param stages every stage in order, reached or not; empty in lists
 */
public record SessionView(
        SessionId id,
        String reference,
        Who person,
        What thing,
        String clientAddress,
        SessionState state,
        Optional<TerminationReason> termination,
        Optional<String> failure,
        Optional<String> waiting,
        Times times,
        List<StageTime> stages) {

    /** Whose it is. */
    public record Who(PersonId id, String accountName, String displayName) {}

    /** @param name the application's, or the bundle's for a whole desktop */
    public record What(
            DesktopId desktop, BundleId bundle, String bundleName, Optional<ApplicationId> application, String name) {}

    /** Null never: what has not happened is empty. */
    public record Times(
            Instant opened,
            Optional<Instant> connected,
            Optional<Instant> disconnected,
            Optional<Instant> lastInput,
            Optional<Instant> ended) {}

    SessionView with(List<StageTime> reached) {
        return new SessionView(
                id, reference, person, thing, clientAddress, state, termination, failure, waiting, times, reached);
    }

    public boolean live() {
        return state != SessionState.ENDED;
    }
}
