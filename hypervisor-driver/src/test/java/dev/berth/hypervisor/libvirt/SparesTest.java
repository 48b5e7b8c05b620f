package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.TemplateKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.LibvirtException;

/** Spare copies of a template's memory, in a pool of this machine's libvirtd. */
@Tag("real")
@Tag("libvirt")
class SparesTest {

    private static final URI LOCAL = URI.create("qemu:///system");
    private static final TemplateKey KEY = new TemplateKey("image-1-2x768");
    private static final Duration TAKING = Duration.ofMinutes(15);
    private static final int TAKERS = 6;

    private final List<BerthConnect> connects = new ArrayList<>();
    private final String name = "berth-spares-" + UUID.randomUUID().toString().substring(0, 8);
    private Pool pool;
    private Spares spares;
    private Template template;

    @BeforeEach
    void makeTheTemplate() throws LibvirtException {
        pool = pool();
        spares = new Spares(pool, TAKING, Clock.systemUTC());
        pool.create(VolumeXml.raw("template-" + KEY + ".memory", 1024 * 1024));
        template = templateOf("1a2b3c4d");
    }

    @AfterEach
    void dropThePool() throws LibvirtException {
        for (var volume : pool.open().listVolumes()) {
            pool.drop(volume);
        }
        pool.open().destroy();
        pool.open().delete(0);
        pool.open().undefine();
        for (var connect : connects) {
            connect.close();
        }
    }

    @Test
    void oneIsMadeAndGoesToOneOfManyWhoAskAtOnce() throws Exception {
        spares.keep(KEY, template);
        spares.keep(KEY, template);
        assertThat(volumes()).hasSize(2);

        var takers = new ArrayList<Callable<Boolean>>();
        for (int taker = 0; taker < TAKERS; taker++) {
            var ofItsOwn = new Spares(pool(), TAKING, Clock.systemUTC());
            takers.add(() -> ofItsOwn.take(KEY, template).isPresent());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(takers)).filteredOn(Future::resultNow).hasSize(1);
        }
    }

    @Test
    void whatIsTakenStaysItsTakersUntilItIsDiscarded() throws LibvirtException {
        spares.keep(KEY, template);
        var taken = spares.take(KEY, template).orElseThrow();
        spares.keep(KEY, template);
        assertThat(spares.take(KEY, template)).isEmpty();
        assertThat(volumes()).contains(taken.getName(), taken.getName() + Pool.MAKING);

        spares.discard(taken.getName());
        spares.keep(KEY, template);
        assertThat(spares.take(KEY, template)).isPresent();
    }

    @Test
    void whatATakerThatIsGoneLeftIsReplaced() throws LibvirtException {
        spares.keep(KEY, template);
        var left = spares.take(KEY, template).orElseThrow().getName();
        var later = Clock.offset(Clock.systemUTC(), TAKING.plusMinutes(1));
        new Spares(pool, TAKING, later).keep(KEY, template);
        assertThat(volumes()).doesNotContain(left, left + Pool.MAKING);
        assertThat(spares.take(KEY, template)).isPresent();
    }

    @Test
    void spareOfAnEarlierMakingIsNobodys() throws LibvirtException {
        spares.keep(KEY, template);
        var later = templateOf("5e6f7a8b");
        assertThat(spares.take(KEY, later)).isEmpty();
        spares.keep(KEY, later);
        assertThat(spares.take(KEY, later)).isPresent();
        assertThat(spares.take(KEY, template)).isEmpty();

        spares.discardAll(KEY);
        assertThat(volumes()).containsExactly("template-" + KEY + ".memory");
    }

    private Template templateOf(String making) throws LibvirtException {
        var root = pool.pathOf("template-" + KEY + ".root-" + making);
        return new Template(
                pool.find("template-" + KEY + ".memory").orElseThrow(),
                SaveImageTest.describing("<domain><devices><disk><source file='" + root + "'/><target dev='"
                        + MachineXml.ROOT_DISK + "'/></disk></devices></domain>"));
    }

    private List<String> volumes() throws LibvirtException {
        return List.of(pool.open().listVolumes());
    }

    private Pool pool() throws LibvirtException {
        var connect = new BerthConnect(LOCAL);
        connects.add(connect);
        return new Pool(connect, name, LibvirtSettings.defaults());
    }
}
