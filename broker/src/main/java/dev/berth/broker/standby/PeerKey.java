package dev.berth.broker.standby;

import dev.berth.broker.region.RegionName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The secret that two regions share, with which each says of what it sends that it sent it. TLS keeps it from others' eyes;
 * this tells who speaks, also where a balancer ends TLS.
 */
@Component
public final class PeerKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Optional<SecretKeySpec> key;
    private final String setting;

    @Autowired
    PeerKey(StandbySettings settings) {
        this(settings.keyFile(), "berth.standby.key-file");
    }

    /** @param setting that names the file, for sentences */
    public PeerKey(@Nullable Path file, String setting) {
        this.setting = setting;
        this.key = Optional.ofNullable(file).map(this::read);
    }

    public boolean isSet() {
        return key.isPresent();
    }

    /** The sum that goes with a request, in hexadecimal digits. */
    public String sign(RegionName from, RegionName to, String target, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key.orElseThrow(() -> new IllegalStateException(setting + " is not set.")));
            String head = "berth-point\n" + from + "\n" + to + "\n" + target + "\n" + sum(body);
            return HexFormat.of().formatHex(mac.doFinal(head.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM + ", which every Java must have", e);
        }
    }

    /** What an answer is a sum over in place of a target: it goes with that request alone. */
    public static String answerTo(String request) {
        return "answer to " + request;
    }

    /** What is signed in a request's head, with no body: it tells who knocks before anything more is read. */
    public static String knockAt(String target) {
        return "knock at " + target;
    }

    /** Takes as long for a sum that is nearly right. */
    public boolean verify(RegionName from, RegionName to, String target, byte[] body, String claimed) {
        return isSet()
                && MessageDigest.isEqual(
                        sign(from, to, target, body).getBytes(StandardCharsets.UTF_8),
                        claimed.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }

    private static String sum(byte[] body) {
        return HexFormat.of().formatHex(digest().digest(body));
    }

    /** systemd keeps these for the service alone, by an access list that shows as the group's right to read. */
    private static boolean isCredential(Path file) {
        String folder = System.getenv("CREDENTIALS_DIRECTORY");
        return folder != null && !folder.isBlank() && file.normalize().startsWith(Path.of(folder));
    }

    private SecretKeySpec read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions) && !isCredential(file)) {
                throw new IllegalStateException(setting + " " + file + " may be used by others ("
                        + PosixFilePermissions.toString(permissions) + "). Run: chmod 600 " + file);
            }
            if (Files.size(file) < LEAST_BYTES || Files.size(file) > MOST_BYTES) {
                throw new IllegalStateException(setting + " " + file + " has " + Files.size(file)
                        + " bytes; allowed are " + LEAST_BYTES + " to " + MOST_BYTES
                        + ". Make one with: openssl rand -out " + file + " 64");
            }
            return new SecretKeySpec(Files.readAllBytes(file), ALGORITHM);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + setting + " " + file, e);
        }
    }
}
