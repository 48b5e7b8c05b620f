package dev.berth.broker.mail;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The organisation's SMTP server.
 *
 * @param host without it no mail is sent, and each that would have been says so
 * @param security how the connection is kept from others' eyes
 * @param caFile PEM certificates of authorities that the server is trusted by; the JDK's own when absent
 * @param username without it nobody signs in there
 * @param from the address that mails come from
 * @param language of those who have not chosen one: en or ko
 * @param portal the portal's address as people know it, such as https://desktops.example.com; mails name it where it is set
 * @param timeout for each of connecting, reading and writing
 */
@ConfigurationProperties("berth.mail")
public record MailSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @DefaultValue("STARTTLS") Security security,
        @Nullable Path caFile,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("berth@localhost.localdomain") String from,
        @DefaultValue("en") String language,
        @Nullable String portal,
        @DefaultValue("10s") Duration timeout) {

    /** How a connection to the server is protected. */
    public enum Security {
        NONE,
        /** Begins in the open and goes on under TLS, or not at all. */
        STARTTLS,
        TLS
    }

    public MailSettings {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("berth.mail.port is " + port + "; allowed are 1 to 65535.");
        }
        if (!MailAddress.isOne(from)) {
            throw new IllegalArgumentException(
                    "berth.mail.from is '" + from + "'; allowed is an address such as berth@example.com.");
        }
        if (!language.equals("en") && !language.equals("ko")) {
            throw new IllegalArgumentException("berth.mail.language is '" + language + "'; allowed are en and ko.");
        }
        if (!timeout.isPositive() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "berth.mail.timeout is " + timeout + "; allowed is more than nothing and at most 1 minute.");
        }
    }
}
