package dev.berth.broker.trace;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Whose work this thread does until it is closed: what it logs carries the ids. A thread that is begun for the same work
 * says so itself.
 */
public final class Work implements AutoCloseable {

    /** The names under which log lines have the ids. */
    public static final String SESSION = "session.id";

    public static final String DESKTOP = "desktop.id";
    public static final String TRACE = "trace.id";

    private final @Nullable String session = MDC.get(SESSION);
    private final @Nullable String desktop = MDC.get(DESKTOP);
    private final @Nullable String trace = MDC.get(TRACE);

    private Work() {}

    public static Work forSession(UUID session) {
        var work = new Work();
        MDC.put(SESSION, session.toString());
        MDC.put(TRACE, TraceId.of(session).hex());
        return work;
    }

    public static Work forDesktop(UUID desktop) {
        var work = new Work();
        MDC.put(DESKTOP, desktop.toString());
        return work;
    }

    /** The session that this thread works for. */
    public static Optional<UUID> session() {
        return Optional.ofNullable(MDC.get(SESSION)).map(UUID::fromString);
    }

    /** From here on it is again whose it was before. */
    @Override
    public void close() {
        set(SESSION, session);
        set(DESKTOP, desktop);
        set(TRACE, trace);
    }

    private static void set(String name, @Nullable String value) {
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }
}
