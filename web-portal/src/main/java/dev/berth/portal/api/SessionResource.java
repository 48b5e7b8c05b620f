package dev.berth.portal.api;

import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Stage;
import dev.berth.broker.session.TerminationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session as the API shows it; times are UTC. */
record SessionResource(
        UUID id,
        String reference,
        Owner person,
        String name,
        UUID desktop,
        UUID bundle,
        @Nullable UUID application,
        String clientAddress,
        SessionState state,
        @Nullable TerminationReason termination,
        @Nullable String failure,
        Instant opened,
        @Nullable Instant connected,
        @Nullable Instant ended,
        List<Reached> stages) {

    record Owner(UUID id, String accountName, String displayName) {}

    /** @param at null while it is waited for; the rest in milliseconds */
    record Reached(
            Stage stage,
            @Nullable Instant at,
            @Nullable Long tookMs,
            @Nullable Long usualMs) {}

    static SessionResource of(SessionView view) {
        return new SessionResource(
                view.id().value(),
                view.reference(),
                new Owner(
                        view.person().id().objectGuid(),
                        view.person().accountName(),
                        view.person().displayName()),
                view.thing().name(),
                view.thing().desktop().value(),
                view.thing().bundle().value(),
                view.thing()
                        .application()
                        .map(application -> application.value())
                        .orElse(null),
                view.clientAddress(),
                view.state(),
                view.termination().orElse(null),
                view.failure().orElse(null),
                view.times().opened(),
                view.times().connected().orElse(null),
                view.times().ended().orElse(null),
                view.stages().stream()
                        .map(stage -> new Reached(
                                stage.stage(),
                                stage.at().orElse(null),
                                stage.took().map(Duration::toMillis).orElse(null),
                                stage.usual().map(Duration::toMillis).orElse(null)))
                        .toList());
    }
}
