package dev.berth.broker.witness;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What regions and their witness have in common.
 *
 * @param keyFile the secret that the two regions and the witness share, in a file that only Berth may read. A Berth that has
 *     it is a witness to whoever asks with it
 * @param rootCertificate vouches for the witness, in PEM; null takes what Java trusts
 */
@ConfigurationProperties("berth.witness")
public record WitnessSettings(
        @Nullable Path keyFile, @Nullable Path rootCertificate) {}
