package dev.berth.ipacl;

import java.util.UUID;

/** A group's identity; its name may change. */
public record IpAccessGroupId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
