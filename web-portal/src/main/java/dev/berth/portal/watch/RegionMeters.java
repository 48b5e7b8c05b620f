package dev.berth.portal.watch;

import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import io.micrometer.core.instrument.MeterRegistry;
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
    private final StandingGauge incomingAge;
    private final StandingGauge outgoingAge;
    private final StandingGauge outgoingBytes;
    private final StandingGauge flowing;

    RegionMeters(JdbcPeers peers, RegionNews news, MeterRegistry registry) {
        this.peers = peers;
        this.news = news;
        this.incomingAge = new StandingGauge(
                registry, "berth.region.incoming.age", "seconds", "How long ago this region heard of the peer");
        this.outgoingAge = new StandingGauge(
                registry, "berth.region.outgoing.age", "seconds", "Age of what the peer has of this region");
        this.outgoingBytes =
                new StandingGauge(registry, "berth.region.outgoing.bytes", "bytes", "What the peer has not confirmed");
        this.flowing =
                new StandingGauge(registry, "berth.region.link", null, "Whether rows flow both ways: 1, or else 0");
    }

    @Scheduled(fixedDelayString = "15s")
    void look() {
        List<LinkHealth> links =
                peers.list().stream().map(Peer::name).map(news::link).toList();
        show(incomingAge, links, link -> seconds(link.incoming().age()));
        show(outgoingAge, links, link -> seconds(link.outgoing().age()));
        show(outgoingBytes, links, link -> {
            Long behind = link.outgoing().bytesBehind();
            return behind == null ? Double.NaN : behind;
        });
        show(
                flowing,
                links,
                link -> link.in() == LinkHealth.Verdict.FLOWING && link.out() == LinkHealth.Verdict.FLOWING ? 1 : 0);
    }

    private static void show(StandingGauge gauge, List<LinkHealth> links, ToDoubleFunction<LinkHealth> value) {
        gauge.show(links.stream().map(link -> new StandingGauge.Row(peer(link.peer()), value.applyAsDouble(link))));
    }

    private static Tags peer(RegionName name) {
        return Tags.of("peer", name.value());
    }

    private static double seconds(@Nullable Duration age) {
        return age == null ? Double.NaN : age.toSeconds();
    }
}
