package dev.berth.portal.watch;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.trace.TraceId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Which trace pages name beside a session's stages. Named in templates. */
@Component("shownTraces")
public final class ShownTraces {

    private final TraceSettings settings;

    ShownTraces(TraceSettings settings) {
        this.settings = settings;
    }

    /** Empty where no traces are sent. */
    public Optional<TraceId> of(SessionId session) {
        return settings.collector().map(collector -> TraceId.of(session.value()));
    }
}
