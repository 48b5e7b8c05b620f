package dev.berth.portal.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a sign-in gives.
 *
 * @param idleTimeout how long a browser that asks for nothing stays signed in; before the sign-in {@code
 *     spring.session.timeout} counts, which is short since anybody can begin such a session
 */
@ConfigurationProperties("berth.sign-in")
record SignInSettings(@DefaultValue("12h") Duration idleTimeout) {

    SignInSettings {
        if (idleTimeout.compareTo(Duration.ofMinutes(1)) < 0 || idleTimeout.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    "berth.sign-in.idle-timeout is %s; allowed are 1 minute to 30 days".formatted(idleTimeout));
        }
    }
}
