package dev.berth.portal.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** How long something took, in the reader's words: tenths of seconds while it is short, then minutes. */
@Component("spans")
public class Spans {

    private static final Duration SHORT = Duration.ofMinutes(2);
    private static final double MILLIS = 1000;

    private final MessageSource messages;

    Spans(MessageSource messages) {
        this.messages = messages;
    }

    /** A dash where it is not known. */
    public String of(@Nullable Duration span) {
        if (span == null) {
            return "–";
        }
        if (span.compareTo(SHORT) < 0) {
            return say("span.seconds", "%.1f".formatted(span.toMillis() / MILLIS));
        }
        return span.toSecondsPart() == 0
                ? say("span.whole-minutes", span.toMinutes())
                : say("span.minutes", span.toMinutes(), span.toSecondsPart());
    }

    private String say(String key, Object... values) {
        return messages.getMessage(key, values, LocaleContextHolder.getLocale());
    }
}
