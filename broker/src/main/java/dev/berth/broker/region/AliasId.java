package dev.berth.broker.region;

import java.util.UUID;

/** Names a connection alias, the same in every region. */
public record AliasId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
