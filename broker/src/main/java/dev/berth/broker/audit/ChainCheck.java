package dev.berth.broker.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the chain from its first place to its last and names what does not fit. */
final class ChainCheck {

    private static final int NAMED = 100;

    private final ChainHash hash;
    private final List<KnownHead> known;
    private final List<Found> faults = new ArrayList<>();
    private final Disorder disorder;
    private final List<ChainLink> run = new ArrayList<>();
    private long further;
    private ChainHead end = ChainHead.NONE;
    private String lastGood = ChainHead.NONE.hash();
    private @Nullable String instead;
    private boolean beforeIsGone;

    ChainCheck(ChainHash hash, List<KnownHead> known) {
        this.hash = hash;
        this.known = List.copyOf(known);
        this.disorder = new Disorder(hash);
    }

    private record Found(long position, ChainFault fault) {}

    /** The places, in the order of their positions. */
    void next(ChainLink link) {
        if (link.position() != end.position() + 1) {
            add(end.position() + 1, new ChainFault.PlacesDropped(end.position() + 1, link.position() - 1));
            beforeIsGone = true;
        }
        EntryColumns entry = link.entry();
        if (entry == null) {
            add(link.position(), new ChainFault.EntryDropped(link.position(), link.entryId()));
            closeRun(link.hash());
        } else if (beforeIsGone) {
            closeRun(link.hash());
        } else {
            follow(link, entry);
        }
        beforeIsGone = false;
        end = new ChainHead(link.position(), link.hash(), link.sealedAt());
        compareWithKnown();
    }

    private void follow(ChainLink link, EntryColumns entry) {
        String expected = hash.of(end.hash(), link.sealedAt(), entry);
        if (expected.equals(link.hash())) {
            closeRun(link.hash());
        } else if (instead != null
                && run.size() == 1
                && hash.of(instead, link.sealedAt(), entry).equals(link.hash())) {
            ChainLink forged = run.getFirst();
            disorder.forget(forged);
            add(forged.position(), new ChainFault.HashAltered(forged.position(), Disorder.described(forged)));
            closeRun(link.hash());
        } else if (!run.isEmpty() && hash.of(lastGood, link.sealedAt(), entry).equals(link.hash())) {
            run.forEach(put -> disorder.inTheWay(put, link));
            closeRun(link.hash());
        } else {
            if (run.size() < NAMED) {
                run.add(link);
            }
            disorder.suspect(link, end.hash());
            instead = expected;
        }
    }

    /** From here on the chain fits again. */
    private void closeRun(String good) {
        run.clear();
        instead = null;
        lastGood = good;
    }

    private void compareWithKnown() {
        for (KnownHead one : known) {
            if (one.head().position() == end.position() && !one.head().hash().equals(end.hash())) {
                add(end.position(), new ChainFault.AnotherHead(end.position(), one.source()));
            }
        }
    }

    /** Something that the chain itself does not show. */
    void found(ChainFault fault) {
        add(Long.MAX_VALUE, fault);
    }

    /** Where the chain ends. */
    ChainHead end() {
        return end;
    }

    Verdict verdict(Instant at, JdbcChain.Waiting waiting) {
        disorder.judged().forEach((position, fault) -> add(position, fault));
        for (KnownHead one : known) {
            if (one.head().position() > end.position()) {
                add(
                        Long.MAX_VALUE,
                        new ChainFault.CutOff(
                                end.position(),
                                one.head().position(),
                                one.head().sealedAt(),
                                one.source()));
            }
        }
        return new Verdict(
                at,
                end,
                faults.stream()
                        .sorted(Comparator.comparingLong(Found::position))
                        .limit(NAMED)
                        .map(Found::fault)
                        .toList(),
                further + disorder.uncounted() + Math.max(0, faults.size() - NAMED),
                waiting.entries(),
                Optional.of(waiting.oldest()).flatMap(oldest -> oldest));
    }

    private void add(long position, ChainFault fault) {
        if (faults.size() < 2 * NAMED) {
            faults.add(new Found(position, fault));
        } else {
            further++;
        }
    }
}
