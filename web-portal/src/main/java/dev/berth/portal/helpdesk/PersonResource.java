package dev.berth.portal.helpdesk;

import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.helpdesk.Noted;
import dev.berth.broker.helpdesk.PersonFile;
import dev.berth.broker.session.Logon;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Stage;
import dev.berth.broker.session.TerminationReason;
import dev.berth.broker.trace.TraceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that helpdesk needs to know of a person; times are UTC, durations milliseconds. */
record PersonResource(
        UUID id,
        String accountName,
        @Nullable String userPrincipalName,
        String displayName,
        @Nullable String mail,
        Set<Role> roles,
        @Nullable String barred,
        List<Membership> groups,
        List<PersonFile.Given> given,
        List<DesktopOf> desktops,
        List<SessionOf> sessions,
        List<Noted> history) {

    record Membership(String name, boolean direct, String path) {}

    /** @param hostSilent why the host does not answer; null while it does */
    record DesktopOf(
            UUID id,
            String bundle,
            String hostname,
            @Nullable String host,
            @Nullable String hostSilent,
            int othersOnHost,
            DesktopState state,
            @Nullable String reason,
            Instant stateSince) {}

    /** @param traceId of its opening, where traces are sent */
    record SessionOf(
            UUID id,
            String reference,
            String name,
            String clientAddress,
            SessionState state,
            @Nullable TerminationReason termination,
            @Nullable String failure,
            Instant opened,
            @Nullable Instant ended,
            String traceId,
            WaterfallOf waterfall) {}

    /** @param unaccountedMs time that no single stage accounts for */
    record WaterfallOf(
            long totalMs,
            boolean reachedPicture,
            long unaccountedMs,
            @Nullable Stage slowest,
            List<BarOf> stages) {}

    record BarOf(
            Stage stage,
            long fromMs,
            long tookMs,
            @Nullable Long ownMedianMs,
            @Nullable Long fleetP95Ms,
            Logon.Pace pace) {}

    static PersonResource of(PersonFile file) {
        Person person = file.known().person();
        return new PersonResource(
                person.id().objectGuid(),
                person.accountName(),
                person.userPrincipalName(),
                person.displayName(),
                person.mail(),
                person.roles(),
                file.known().barred().orElse(null),
                new PeopleParts()
                        .byName(person.groups()).stream()
                                .map(group -> new Membership(group.name(), group.direct(), group.readablePath()))
                                .toList(),
                file.given(),
                file.desktops().stream().map(PersonResource::desktop).toList(),
                file.sessions().stream()
                        .map(session -> session(session.view(), session.logon()))
                        .toList(),
                file.history());
    }

    private static DesktopOf desktop(PersonFile.DesktopOf of) {
        return new DesktopOf(
                of.desktop().id().value(),
                of.bundle(),
                of.desktop().blueprint().hostname(),
                of.host().orElse(null),
                of.hostSilent().orElse(null),
                of.othersOnHost(),
                of.desktop().state(),
                of.reason().orElse(null),
                of.desktop().times().stateSince());
    }

    private static SessionOf session(SessionView view, Logon logon) {
        return new SessionOf(
                view.id().value(),
                view.reference(),
                view.thing().name(),
                view.clientAddress(),
                view.state(),
                view.termination().orElse(null),
                view.failure().orElse(null),
                view.times().opened(),
                view.times().ended().orElse(null),
                TraceId.of(view.id().value()).hex(),
                waterfall(logon));
    }

    private static WaterfallOf waterfall(Logon logon) {
        return new WaterfallOf(
                logon.total().toMillis(),
                logon.reachedPicture(),
                logon.unaccounted().toMillis(),
                logon.slowest().map(Logon.Bar::stage).orElse(null),
                logon.bars().stream()
                        .map(bar -> new BarOf(
                                bar.stage(),
                                bar.from().toMillis(),
                                bar.took().toMillis(),
                                bar.ownMedian().map(Duration::toMillis).orElse(null),
                                bar.fleetP95().map(Duration::toMillis).orElse(null),
                                bar.pace()))
                        .toList());
    }
}
