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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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
    private final Map<RegionName, LinkHealth> seen = new ConcurrentHashMap<>();

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

    @Scheduled(fixedDelayString = "15s")
    synchronized void look() {
        Map<RegionName, LinkHealth> now = peers.list().stream()
                .map(Peer::name)
                .map(news::link)
                .collect(Collectors.toMap(LinkHealth::peer, link -> link));
        seen.keySet().retainAll(now.keySet());
        seen.putAll(now);
        set(incomingAge, link -> seconds(link.incoming().age()));
        set(outgoingAge, link -> seconds(link.outgoing().age()));
        set(outgoingBytes, link -> {
            Long behind = link.outgoing().bytesBehind();
            return behind == null ? Double.NaN : behind;
        });
        set(
                flowing,
                link -> link.in() == LinkHealth.Verdict.FLOWING && link.out() == LinkHealth.Verdict.FLOWING ? 1 : 0);
    }

    /** A row stays as long as its peer and reads what was last seen: one that was put in anew could be scraped twice. */
    private void set(MultiGauge gauge, ToDoubleFunction<LinkHealth> value) {
        gauge.register(
                seen.keySet().stream()
                        .map(peer -> MultiGauge.Row.of(peer(peer), seen, links -> {
                            LinkHealth link = links.get(peer);
                            return link == null ? Double.NaN : value.applyAsDouble(link);
                        }))
                        .toList(),
                false);
    }

    private static Tags peer(RegionName name) {
        return Tags.of("peer", name.value());
    }

    private static double seconds(@Nullable Duration age) {
        return age == null ? Double.NaN : age.toSeconds();
    }
}
