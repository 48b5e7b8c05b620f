package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.DN;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Computer accounts of desktops. Without {@code base} desktops have none.
 *
 * @param base the organisational unit that they are made in: {@code OU=Desktops,DC=corp,DC=example,DC=com}
 * @param bindDn the account that makes and removes them; the one that reads people unless given
 * @param bindPasswordFile a file whose first line is that account's password; given when {@code bindDn} is
 * @param sweepInterval how often the unit is searched for accounts whose desktop is gone
 */
@ConfigurationProperties("berth.directory.computers")
public record ComputerSettings(
        @Nullable String base,
        @Nullable String bindDn,
        @Nullable Path bindPasswordFile,
        @DefaultValue("1h") Duration sweepInterval) {

    public ComputerSettings {
        if (base != null && !DN.isValidDN(base)) {
            throw new IllegalArgumentException(
                    "berth.directory.computers.base is '" + base
                            + "'; allowed is the name of an organisational unit, such as OU=Desktops,DC=corp,DC=example,DC=com.");
        }
        if ((bindDn == null) != (bindPasswordFile == null)) {
            throw new IllegalArgumentException("berth.directory.computers.bind-dn is '" + bindDn
                    + "' and bind-password-file is '" + bindPasswordFile + "'; allowed are both or neither.");
        }
        if (!sweepInterval.isPositive()) {
            throw new IllegalArgumentException("berth.directory.computers.sweep-interval is " + sweepInterval
                    + "; it must be longer than nothing, such as 1h.");
        }
    }
}
