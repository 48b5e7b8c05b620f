package dev.berth.broker.session;

import java.util.UUID;

/**
 * One connection of a browser to a session. A session outlives its tunnels, and what an earlier tunnel says late must
 * not be taken for what happens to the present one.
 */
public record TunnelId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
