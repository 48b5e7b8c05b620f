package dev.berth.broker.directory;

import java.io.Serializable;
import java.util.List;

/**
 * A group that a person is in, directly or through other groups.
 *
 * @param name the group's sAMAccountName, unique in its domain
 * @param path names of the groups from the person's own one to this one; one entry when the membership is direct
 */
public record GroupMembership(GroupId id, String name, String dn, List<String> path) implements Serializable {

    public GroupMembership {
        path = List.copyOf(path);
        if (path.isEmpty() || !path.getLast().equals(name)) {
            throw new IllegalArgumentException(
                    "path %s of group '%s' is not a way to it; it ends with the group's own name"
                            .formatted(path, name));
        }
    }

    public boolean direct() {
        return path.size() == 1;
    }

    /** The way to the group as a person reads it: {@code Accounting → Finance → Berth Employees}. */
    public String readablePath() {
        return String.join(" → ", path);
    }
}
