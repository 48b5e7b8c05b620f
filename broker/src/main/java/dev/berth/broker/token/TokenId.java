package dev.berth.broker.token;

import java.util.UUID;

/** A token's identity. It is no secret. */
public record TokenId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
