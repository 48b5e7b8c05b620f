package dev.berth.broker.desktop;

import java.util.UUID;

/** A desktop's identity, and its machine's: known before the machine exists. */
public record DesktopId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
