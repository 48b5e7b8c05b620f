package dev.berth.broker.metering;

import java.util.UUID;

/** Which price. */
public record PriceId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
