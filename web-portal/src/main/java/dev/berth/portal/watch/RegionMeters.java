package dev.berth.portal.watch;

import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The flow between regions, for alarms. A value that is not known is not a number. */
@Component
class RegionMeters {

    private final JdbcPeers peers;
    private final RegionNews news;
    private final MultiGauge incomingAge;
    private final MultiGauge outgoingAge;
    private final MultiGauge outgoingBytes;
    private final MultiGauge flowing;

    RegionMeters(JdbcPeers peers, RegionNews news, MeterRegistry registry) {
        this.peers = peers;
        this.news = news;
        this.incomingAge =
                gauge(registry, "berth.region.incoming.age", "How long ago this region heard of the peer", "seconds");
        this.outgoingAge =
                gauge(registry, "berth.region.outgoing.age", "Age of what the peer has of this region", "seconds");
        this.outgoingBytes = gauge(registry, "berth.region.outgoing.bytes", "What the peer has not confirmed", "bytes");
        this.flowing = gauge(registry, "berth.region.link", "Whether rows flow both ways: 1, or else 0", null);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description, @Nullable String unit) {
        return MultiGauge.builder(name).description(description).baseUnit(unit).register(registry);
    }

    /** One at a time: rows that two put in at once would stand twice, and nothing could be scraped any more. */
    @Scheduled(fixedDelayString = "15s")
    synchronized void look() {
        List<LinkHealth> links =
                peers.list().stream().map(Peer::name).map(news::link).toList();
        set(incomingAge, links, link -> seconds(link.incoming().age()));
        set(outgoingAge, links, link -> seconds(link.outgoing().age()));
        set(outgoingBytes, links, link -> {
            Long behind = link.outgoing().bytesBehind();
            return behind == null ? Double.NaN : behind;
        });
        set(
                flowing,
                links,
                link -> link.in() == LinkHealth.Verdict.FLOWING && link.out() == LinkHealth.Verdict.FLOWING ? 1 : 0);
    }

    private static void set(MultiGauge gauge, List<LinkHealth> links, ToDoubleFunction<LinkHealth> value) {
        gauge.register(
                links.stream()
                        .map(link -> MultiGauge.Row.of(peer(link.peer()), value.applyAsDouble(link)))
                        .toList(),
                true);
    }

    private static Tags peer(RegionName name) {
        return Tags.of("peer", name.value());
    }

    private static double seconds(@Nullable Duration age) {
        return age == null ? Double.NaN : age.toSeconds();
    }
}
