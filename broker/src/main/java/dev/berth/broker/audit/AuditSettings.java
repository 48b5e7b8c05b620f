package dev.berth.broker.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How the audit log is kept from being changed unnoticed. */
@ConfigurationProperties("berth")
public record AuditSettings(
        @DefaultValue("/var/lib/berth") Path dataDir,
        @DefaultValue Audit audit) {

    /**
     * @param headFile where this node keeps the chain's end, outside of the database; {@code audit.head} in the data
     *     folder unless told
     * @param verifyEvery how often the whole chain is verified; zero for never
     */
    public record Audit(
            @Nullable Path headFile, @DefaultValue("24h") Duration verifyEvery) {

        public Audit {
            if (verifyEvery.isNegative()) {
                throw new IllegalArgumentException(
                        "berth.audit.verify-every is " + verifyEvery + "; allowed are 0 and more.");
            }
        }
    }

    /** The file of the chain's end. */
    public Path headFile() {
        Path told = audit.headFile();
        return told != null ? told : dataDir.resolve("audit.head");
    }
}
