package dev.berth.broker.console;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are wanted; null leaves that part open.
 *
 * @param text words of a person's names, or a whole reference, or the beginning of an address
 * @param host by its name or its id
 * @param past whether those that ended are wanted too
 * @param opened when it was opened
 */
public record SessionQuery(
        @Nullable String text,
        boolean past,
        @Nullable SessionState state,
        @Nullable TerminationReason reason,
        @Nullable PersonId person,
        @Nullable DesktopId desktop,
        @Nullable BundleId bundle,
        @Nullable String host,
        Span opened) {

    public static final SessionQuery LIVE =
            new SessionQuery(null, false, null, null, null, null, null, null, Span.ALWAYS);

    /**
     * A part of time; null leaves that end open.
     *
     * @param until itself no part of it
     */
    public record Span(@Nullable Instant since, @Nullable Instant until) {
        public static final Span ALWAYS = new Span(null, null);
    }

    public SessionQuery matching(String words) {
        return new SessionQuery(words, past, state, reason, person, desktop, bundle, host, opened);
    }

    public SessionQuery withPast() {
        return new SessionQuery(text, true, state, reason, person, desktop, bundle, host, opened);
    }
}
