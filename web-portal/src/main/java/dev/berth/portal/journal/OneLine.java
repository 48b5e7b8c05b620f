package dev.berth.portal.journal;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A message as one line of bounded length. Named in logback-spring.xml. */
public final class OneLine extends MessageConverter {

    private static final int LONGEST = 8_192;

    /** Why Berth does not start is told over several lines, to whoever starts it; nobody else has a word in it. */
    private static final String START = "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        if (message == null || START.equals(event.getLoggerName())) {
            return String.valueOf(message);
        }
        return Escaped.of(message, LONGEST);
    }
}
