package dev.berth.portal.chart;

import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.RegionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * This region, its peers, and how rows flow between them; 420 wide.
 *
 * @param serves whether this region takes sessions
 * @param middle where its box has its middle
 */
public record RegionPicture(RegionName self, boolean serves, List<Line> lines, int height, int middle) {

    private static final int ROW = 96;

    /**
     * One peer, and both directions.
     *
     * @param y of the middle of its box
     * @param in from the peer to this region
     * @param inSeconds how old what arrived last is; null before the first time
     */
    public record Line(
            RegionName peer,
            boolean serves,
            int y,
            LinkHealth.Verdict in,
            @Nullable Long inSeconds,
            LinkHealth.Verdict out,
            @Nullable Long outSeconds) {}

    /** @param serving the regions that serve an alias, as this one sees it */
    public static RegionPicture of(RegionName self, boolean serves, List<LinkHealth> links, Set<RegionName> serving) {
        int height = ROW * Math.max(1, links.size());
        List<Line> lines = IntStream.range(0, links.size())
                .mapToObj(index -> line(links.get(index), ROW * index + ROW / 2, serving))
                .toList();
        return new RegionPicture(self, serves, lines, height, height / 2);
    }

    private static Line line(LinkHealth link, int y, Set<RegionName> serving) {
        return new Line(
                link.peer(),
                serving.contains(link.peer()),
                y,
                link.in(),
                Optional.ofNullable(link.incoming().age())
                        .map(Duration::toSeconds)
                        .orElse(null),
                link.out(),
                Optional.ofNullable(link.outgoing().age())
                        .map(Duration::toSeconds)
                        .orElse(null));
    }
}
