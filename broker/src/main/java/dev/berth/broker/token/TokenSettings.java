package dev.berth.broker.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What tokens may be.
 *
 * @param longestLife from its making to its end
 * @param guesses tokens that do not exist, from one address, before it has to wait
 * @param guessWindow in which so many are allowed again
 */
@ConfigurationProperties("berth.tokens")
public record TokenSettings(
        @DefaultValue("365d") Duration longestLife,
        @DefaultValue("20") int guesses,
        @DefaultValue("5m") Duration guessWindow) {

    public TokenSettings {
        if (longestLife.compareTo(Duration.ofHours(1)) < 0 || longestLife.compareTo(Duration.ofDays(3660)) > 0) {
            throw new IllegalArgumentException(
                    "berth.tokens.longest-life is " + longestLife + "; allowed are 1 hour to 10 years.");
        }
        if (guesses < 1 || guessWindow.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("berth.tokens.guesses is " + guesses + " in " + guessWindow
                    + "; allowed are 1 and more, in 1 second and more.");
        }
    }
}
