package dev.berth.broker.session;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where and as whom the gateway connects. It holds a password, so it is never logged, stored or sent to a browser.
 *
 * @param initialProgram what starts in place of the desktop
 * @param keyboard that its person chose; empty for the gateway's usual one
 * @param certificate the SHA-256 in hexadecimal of the one that its RDP server has; empty where nobody knows
 */
public record RemoteDesktop(
        String host,
        int port,
        String account,
        String password,
        Optional<String> initialProgram,
        Optional<Keyboard> keyboard,
        Optional<String> certificate) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public RemoteDesktop {
        certificate.ifPresent(known -> {
            if (!SHA_256.matcher(known).matches()) {
                throw new IllegalArgumentException(
                        "certificate has " + known.length() + " characters; allowed are 64 of 0-9 and a-f.");
            }
        });
    }

    @Override
    public String toString() {
        return account + "@" + host + ":" + port
                + initialProgram.map(program -> " running " + program).orElse("");
    }
}
