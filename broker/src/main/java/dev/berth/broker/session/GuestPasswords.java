package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * The passwords of guest accounts. They are derived from a seed with the region's key, so that the node that sets one
 * and the node that uses it need not tell each other, and no password is ever stored or sent.
 */
@Component
class GuestPasswords {

    private static final int SEED_BYTES = 32;

    private final RegionKey key;
    private final SecureRandom random = new SecureRandom();

    GuestPasswords(RegionKey key) {
        this.key = key;
    }

    byte[] newSeed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    String derive(byte[] seed, DesktopId desktop, GuestAccount account) {
        byte[] password = key.derive(
                "guest-password",
                seed,
                desktop.toString().getBytes(StandardCharsets.UTF_8),
                account.accountName().getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(password);
    }

    /** One that nobody knows, this node included as soon as it is set. */
    String scrambled() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(newSeed());
    }
}
