package dev.berth.broker.audit;

import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The chain's end, which new entries are tied to. It is trusted when its own hash is right under the region's key and
 * nothing that this node's file knows of is missing or different: otherwise sealing on would give an altered log a good
 * chain.
 */
@Component
final class ChainEnd {

    private final JdbcChain chain;
    private final ChainHash hash;
    private final HeadFile file;
    private volatile ChainHead trusted = ChainHead.NONE;

    ChainEnd(JdbcChain chain, ChainHash hash, HeadFile file) {
        this.chain = chain;
        this.hash = hash;
        this.file = file;
    }

    /** @throws ChainBrokenException when it cannot be trusted */
    ChainHead read() {
        ChainHead kept = file.read().orElse(ChainHead.NONE);
        Optional<ChainLink> last = chain.last();
        ChainHead end = last.map(link -> new ChainHead(link.position(), link.hash(), link.sealedAt()))
                .orElse(ChainHead.NONE);
        if (!end.equals(trusted)) {
            last.ifPresent(this::requireRight);
        }
        requireContains(end, kept);
        trusted = end;
        return end;
    }

    /** Brings this node's file up to the chain's end. */
    void keep() {
        long kept = file.read().map(ChainHead::position).orElse(0L);
        ChainHead end = read();
        if (end.position() > kept) {
            file.write(end);
        }
    }

    private void requireRight(ChainLink last) {
        String before = last.position() == 1
                ? ChainHead.NONE.hash()
                : chain.at(last.position() - 1).map(ChainLink::hash).orElse(null);
        if (before == null
                || last.entry() == null
                || !hash.of(before, last.sealedAt(), last.entry()).equals(last.hash())) {
            throw new ChainBrokenException("The last entry of the audit chain, position " + last.position()
                    + " with entry "
                    + last.entryId() + ", does not fit its hash: it was altered, or this node has another region key"
                    + " than the one that sealed it. Run './berth audit verify' and compare the nodes' key files.");
        }
    }

    private void requireContains(ChainHead end, ChainHead kept) {
        if (kept.position() > end.position()) {
            throw new ChainBrokenException("The audit chain ends at position " + end.position() + ", but "
                    + file.path() + " knows position " + kept.position() + ", sealed " + kept.sealedAt()
                    + ": its tail was cut off. " + movingAway());
        }
        String now = kept.position() == end.position()
                ? end.hash()
                : chain.at(kept.position()).map(ChainLink::hash).orElse(kept.position() == 0 ? kept.hash() : "");
        if (!now.equals(kept.hash())) {
            throw new ChainBrokenException("Position " + kept.position() + " of the audit chain has another hash than "
                    + file.path() + " knows: the chain was cut off there or before, and made anew. " + movingAway());
        }
    }

    private static String movingAway() {
        return "Nothing more is sealed. Run './berth audit verify'. If the database was restored from a backup on"
                + " purpose, move that file away: Berth then goes on from what is there.";
    }
}
