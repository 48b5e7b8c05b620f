package dev.berth.broker.directory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Active Directory that knows the people. Without {@code urls} the evaluation directory is used.
 *
 * @param urls domain controllers, tried in this order: {@code ldaps://dc1.corp.example.com}, port 636 or 389 unless given
 * @param baseDn where people and groups are looked for; made of {@code domain} when absent
 * @param domain the domain's DNS name, {@code corp.example.com}
 * @param netbios the domain's short name, {@code CORP}
 * @param bindDn the account that looks people up: a DN, {@code CORP\berth} or {@code berth@corp.example.com}
 * @param bindPasswordFile a file whose first line is that account's password
 * @param caFile PEM certificates that controllers are trusted by; the JDK's own when absent
 * @param startTls whether {@code ldap://} connections turn to TLS before anything is said on them
 * @param connectLimit how long a controller may take to accept a connection
 * @param readLimit how long a controller may take to answer
 * @param probeInterval how often each controller is asked whether it is alive
 * @param tellLocked whether a locked account is told apart from a wrong password; Active Directory does not check the
 *     password of a locked account, so anyone who knows the name learns that it is locked
 */
@ConfigurationProperties("berth.directory")
public record DirectorySettings(
        @DefaultValue List<URI> urls,
        @Nullable String baseDn,
        @DefaultValue("corp.example.com") String domain,
        @DefaultValue("CORP") String netbios,
        @Nullable String bindDn,
        @Nullable Path bindPasswordFile,
        @Nullable Path caFile,
        @DefaultValue("false") boolean startTls,
        @DefaultValue("3s") Duration connectLimit,
        @DefaultValue("5s") Duration readLimit,
        @DefaultValue("10s") Duration probeInterval,
        @DefaultValue("true") boolean tellLocked,
        @DefaultValue RoleGroups roles,
        @DefaultValue Throttle throttle) {

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");

    public DirectorySettings {
        urls = List.copyOf(urls);
        urls.forEach(url -> requireSafe(url, startTls));
        requirePositive("connect-limit", connectLimit);
        requirePositive("read-limit", readLimit);
        requirePositive("probe-interval", probeInterval);
        if (!domain.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
            throw new IllegalArgumentException(
                    "berth.directory.domain '%s' is not a DNS name; write it as corp.example.com".formatted(domain));
        }
        if (!urls.isEmpty() && (bindDn == null || bindPasswordFile == null)) {
            throw new IllegalArgumentException("berth.directory.bind-dn and berth.directory.bind-password-file are"
                    + " missing; Active Directory answers no searches without an account, so name one that may read");
        }
    }

    /** {@code baseDn}, or {@code DC=corp,DC=example,DC=com} made of the domain. */
    public String base() {
        return baseDn != null ? baseDn : "DC=" + String.join(",DC=", domain.split("\\.", -1));
    }

    /** The same directory through another account; null keeps the one that reads people. */
    DirectorySettings through(@Nullable String account, @Nullable Path passwordFile) {
        return account == null
                ? this
                : new DirectorySettings(
                        urls,
                        baseDn,
                        domain,
                        netbios,
                        account,
                        passwordFile,
                        caFile,
                        startTls,
                        connectLimit,
                        readLimit,
                        probeInterval,
                        tellLocked,
                        roles,
                        throttle);
    }

    private static void requireSafe(URI url, boolean startTls) {
        String scheme = url.getScheme();
        String host = url.getHost();
        if (host == null || !("ldaps".equals(scheme) || "ldap".equals(scheme))) {
            throw new IllegalArgumentException(
                    "berth.directory.urls '%s' is not a controller's address; write it as ldaps://dc1.corp.example.com"
                            .formatted(url));
        }
        if (scheme.equals("ldap") && !startTls && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "berth.directory.urls '%s' would send passwords in the clear; use ldaps:// or set berth.directory.start-tls=true"
                            .formatted(url));
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.directory.%s is %s; it must be longer than nothing".formatted(field, value));
        }
    }

    /** The group that gives each role: its sAMAccountName, which is unique in the domain, or its DN. */
    public record RoleGroups(
            @DefaultValue("Berth Employees") String employee,
            @DefaultValue("Berth Helpdesk") String helpdesk,
            @DefaultValue("Berth Admins") String admin,
            @DefaultValue("Berth Auditors") String auditor) {

        /** The names that are used unless others are set. */
        static final RoleGroups STANDARD =
                new RoleGroups("Berth Employees", "Berth Helpdesk", "Berth Admins", "Berth Auditors");

        String groupOf(Role role) {
            return switch (role) {
                case EMPLOYEE -> employee;
                case HELPDESK -> helpdesk;
                case ADMIN -> admin;
                case AUDITOR -> auditor;
            };
        }
    }

    /**
     * How many failures are let through. Only failures count, so a thousand people behind one address who all know
     * their passwords pass at any speed.
     *
     * @param accountFailures wrong passwords for one account within {@code accountWindow}
     * @param addressFailures wrong names or passwords from one IPv4 address or IPv6 /64 within {@code addressWindow}
     * @param refusalTime how long it takes at least to be told that a name or password is wrong; longer than the directory
     *     usually needs, so that the time does not tell which of the two it was
     */
    public record Throttle(
            @DefaultValue("5") int accountFailures,
            @DefaultValue("15m") Duration accountWindow,
            @DefaultValue("300") int addressFailures,
            @DefaultValue("10m") Duration addressWindow,
            @DefaultValue("500ms") Duration refusalTime) {

        public Throttle {
            if (accountFailures < 1 || addressFailures < 1) {
                throw new IllegalArgumentException(
                        "berth.directory.throttle lets %d failures per account and %d per address through; each must be at least 1"
                                .formatted(accountFailures, addressFailures));
            }
            requirePositive("throttle.account-window", accountWindow);
            requirePositive("throttle.address-window", addressWindow);
            requirePositive("throttle.refusal-time", refusalTime);
        }
    }
}
