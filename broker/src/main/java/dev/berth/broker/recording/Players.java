package dev.berth.broker.recording;

import dev.berth.broker.directory.Role;
import java.util.EnumSet;
import java.util.Set;

/** Who may play recordings, with a reason each time. */
public enum Players {
    AUDITORS(EnumSet.of(Role.AUDITOR)),
    AUDITORS_AND_ADMINS(EnumSet.of(Role.AUDITOR, Role.ADMIN));

    private final Set<Role> roles;

    Players(Set<Role> roles) {
        this.roles = roles;
    }

    boolean include(Set<Role> held) {
        return held.stream().anyMatch(roles::contains);
    }
}
