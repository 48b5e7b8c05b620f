package dev.berth.broker.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One place in the chain.
 *
 * @param hash in hexadecimal digits
 * @param entry what it seals; null when that is gone
 */
record ChainLink(
        long position,
        long entryId,
        String hash,
        Instant sealedAt,
        @Nullable EntryColumns entry) {}
