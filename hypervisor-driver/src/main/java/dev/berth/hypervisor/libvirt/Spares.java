package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.TemplateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * Copies of templates' memory made ahead of need, one for each template: the next clone wakes up from it, and nobody waits
 * for a copy. Whoever takes one makes its marker, which the host lets only one do. A spare's name tells the making of the
 * template that it belongs to, so that it never meets another's disk.
 */
final class Spares {

    private final Pool pool;
    private final Duration taking;
    private final Clock clock;

    /** @param taking how long a clone can be at its start: what was taken longer ago was left by one that is gone */
    Spares(Pool pool, Duration taking, Clock clock) {
        this.pool = pool;
        this.taking = taking;
        this.clock = clock;
    }

    /**
     * Makes the template's spare unless it has one, one was just taken, or the pool is nearly full; and drops what nobody will
     * use.
     */
    void keep(TemplateKey key, Template template) throws LibvirtException {
        boolean has = false;
        for (var spare : of(key)) {
            if (!isOf(template, key, spare) || isLeft(spare)) {
                discard(spare);
            } else {
                has = true;
            }
        }
        if (!has && hasRoom(template)) {
            var spare = prefix(key) + template.making() + "-" + UUID.randomUUID();
            pool.whole(spare, () -> pool.copy(spare, StoredVolume.of(template.memory()), 0));
        }
    }

    /** A spare that is now the caller's alone, who discards it; empty when there is none. */
    Optional<StorageVol> take(TemplateKey key, Template template) throws LibvirtException {
        for (var spare : of(key)) {
            if (isOf(template, key, spare) && pool.claim(spare)) {
                var taken = pool.find(spare);
                if (taken.isPresent()) {
                    return taken;
                }
                // Another has taken, used and dropped it since it was listed.
                discard(spare);
            }
        }
        return Optional.empty();
    }

    /** The volume goes before its marker: a spare that was written to never looks whole. */
    void discard(String spare) throws LibvirtException {
        pool.drop(spare);
        pool.drop(spare + Pool.MAKING);
    }

    void discardAll(TemplateKey key) throws LibvirtException {
        for (var spare : of(key)) {
            discard(spare);
        }
    }

    /** Of every making, also such of which only the marker is left. */
    private List<String> of(TemplateKey key) throws LibvirtException {
        return List.of(pool.open().listVolumes()).stream()
                .filter(volume -> volume.startsWith(prefix(key)))
                .map(volume -> volume.endsWith(Pool.MAKING)
                        ? volume.substring(0, volume.length() - Pool.MAKING.length())
                        : volume)
                .distinct()
                .toList();
    }

    /** A spare takes none of the room that guests write to: one more than itself has to fit. */
    private boolean hasRoom(Template template) throws LibvirtException {
        return pool.open().getInfo().available
                > 2 * StoredVolume.of(template.memory()).allocatedBytes();
    }

    private boolean isLeft(String spare) throws LibvirtException {
        var since = Instant.now(clock).minus(taking);
        return pool.changed(spare + Pool.MAKING).filter(since::isAfter).isPresent();
    }

    private static boolean isOf(Template template, TemplateKey key, String spare) {
        return spare.startsWith(prefix(key) + template.making() + "-");
    }

    private static String prefix(TemplateKey key) {
        return Templates.PREFIX + key + ".spare-";
    }
}
