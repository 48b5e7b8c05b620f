package dev.berth.broker.session;

import java.util.Optional;

/**
 * Where and as whom the gateway connects. It holds a password, so it is never logged, stored or sent to a browser.
 *
 * @param initialProgram what starts in place of the desktop
 */
public record RemoteDesktop(String host, int port, String account, String password, Optional<String> initialProgram) {

    @Override
    public String toString() {
        return account + "@" + host + ":" + port
                + initialProgram.map(program -> " running " + program).orElse("");
    }
}
