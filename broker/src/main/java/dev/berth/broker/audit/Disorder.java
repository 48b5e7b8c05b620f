package dev.berth.broker.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Places whose hash does not fit. Looked at together they show whether their entries merely changed places. */
final class Disorder {

    /** Past so many nobody asks for each; comparing all with all would take long. */
    private static final int COMPARED = 200;

    private final ChainHash hash;
    private final SortedMap<Long, Suspect> suspects = new TreeMap<>();
    private final SortedMap<Long, InTheWay> inTheWay = new TreeMap<>();
    private long uncounted;

    Disorder(ChainHash hash) {
        this.hash = hash;
    }

    /** @param before the hash that stands at the place before */
    private record Suspect(ChainLink link, EntryColumns entry, String before) {}

    /** Without it the chain closes with the one that follows: put in, or sealed elsewhere. */
    private record InTheWay(Suspect suspect, ChainLink follower) {}

    static String described(ChainLink link) {
        EntryColumns entry = link.entry();
        return entry == null ? "entry " + link.entryId() : entry.described();
    }

    void suspect(ChainLink link, String before) {
        EntryColumns entry = link.entry();
        if (entry == null || suspects.size() >= COMPARED) {
            uncounted++;
        } else {
            suspects.put(link.position(), new Suspect(link, entry, before));
        }
    }

    void forget(ChainLink link) {
        suspects.remove(link.position());
    }

    void inTheWay(ChainLink link, ChainLink follower) {
        Suspect suspect = suspects.remove(link.position());
        if (suspect != null) {
            inTheWay.put(link.position(), new InTheWay(suspect, follower));
        }
    }

    long uncounted() {
        return uncounted;
    }

    /** The faults by position. A place that only follows a disorder is none. */
    Map<Long, ChainFault> judged() {
        Map<Long, ChainFault> faults = new LinkedHashMap<>();
        Map<Long, String> meant = new HashMap<>();
        Set<Suspect> sealedElsewhere = new HashSet<>();
        for (Suspect one : suspects.values()) {
            long position = one.link().position();
            String before = meant.getOrDefault(position - 1, one.before());
            if (fits(before, one, one, one)) {
                continue;
            }
            Optional<Match> match = belongingTo(one, before);
            match.ifPresent(found -> {
                meant.put(position, found.hash());
                sealedElsewhere.add(found.belongs());
            });
            faults.put(
                    position,
                    match.<ChainFault>map(found -> new ChainFault.Reordered(
                                    position,
                                    described(one.link()),
                                    described(found.belongs().link())))
                            .orElseGet(() -> new ChainFault.EntryAltered(position, described(one.link()))));
        }
        inTheWay.forEach((position, one) -> faults.put(
                position,
                sealedElsewhere.contains(one.suspect())
                        ? new ChainFault.Reordered(
                                position, described(one.suspect().link()), described(one.follower()))
                        : new ChainFault.Inserted(
                                position, described(one.suspect().link()))));
        return faults;
    }

    private record Match(Suspect belongs, String hash) {}

    /** Who was sealed at this place: either the entries or the whole places were exchanged. */
    private Optional<Match> belongingTo(Suspect here, String before) {
        Stream<Suspect> others = Stream.concat(
                suspects.values().stream(), inTheWay.values().stream().map(InTheWay::suspect));
        for (Suspect other : others.filter(one -> one != here).toList()) {
            if (fits(before, here, other, here)) {
                return Optional.of(new Match(other, here.link().hash()));
            }
            if (fits(before, other, other, other)) {
                return Optional.of(new Match(other, other.link().hash()));
            }
        }
        return Optional.empty();
    }

    private boolean fits(String before, Suspect time, Suspect entry, Suspect result) {
        return hash.of(before, time.link().sealedAt(), entry.entry())
                .equals(result.link().hash());
    }
}
