package dev.berth.broker.drill;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.drill.Sight.Seen;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.standby.StandbyState;
import dev.berth.broker.standby.Standbys;
import dev.berth.broker.standby.Standbys.Cover;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at what a drill's next step follows from. */
@Component
class DrillSight {

    private final JdbcRegions regions;
    private final RegionNews news;
    private final Standbys standbys;
    private final UserPoints points;
    private final Handing handing;

    DrillSight(JdbcRegions regions, RegionNews news, Standbys standbys, UserPoints points, Handing handing) {
        this.regions = regions;
        this.news = news;
        this.standbys = standbys;
        this.points = points;
        this.handing = handing;
    }

    /**
     * @param answers that the peer gave
     * @param asked how long ago it was told of the drill; null before that
     */
    Sight look(
            ConnectionAlias alias,
            RegionName peer,
            List<Canary> canaries,
            Map<DesktopId, Answer> answers,
            @Nullable Duration asked) {
        RegionMap map = regions.map();
        AliasStanding standing = RegionPlanner.standing(map, alias);
        LinkHealth link = news.link(peer);
        Map<DesktopId, Seen> seen = new HashMap<>();
        for (Canary canary : canaries) {
            boolean there = RegionPlanner.latest(map, alias.id(), canary.person(), standing.epoch())
                    .filter(claim -> claim.active().equals(peer))
                    .isPresent();
            seen.put(canary.desktop(), look(canary, peer, answers.get(canary.desktop()), !there));
        }
        return new Sight(
                standing.epoch(),
                standing.state() == AliasState.ASSOCIATED
                        && standing.active().filter(map.self()::equals).isPresent()
                        && alias.regions().contains(peer)
                        && map.drain().isEmpty(),
                link.in() == LinkHealth.Verdict.FLOWING && link.out() == LinkHealth.Verdict.FLOWING,
                alias.regions().contains(peer) && !gaveUp(standing, link, peer),
                asked,
                link.incoming().age(),
                Optional.ofNullable(map.regions().get(peer))
                        .map(RegionFacts::freeMemoryMib)
                        .orElse(0L),
                seen);
    }

    /** What it said is here, and does not say that it serves the alias: not while its rows are copied anew. */
    private boolean gaveUp(AliasStanding standing, LinkHealth link, RegionName peer) {
        return standing.waitsFor().contains(peer)
                && link.in() == LinkHealth.Verdict.FLOWING
                && news.copies(peer, "alias_acceptance");
    }

    /** Whether the peer knows of drills: where it does not, a drill's first row would stop all that is copied to it. */
    boolean isKnownTo(RegionName peer) {
        return news.copies(peer, "drill_answer");
    }

    private Seen look(Canary canary, RegionName peer, @Nullable Answer answer, boolean here) {
        Optional<Cover> cover = standbys.cover(canary.desktop());
        boolean landed = answer == null
                || answer.point() == null
                || points.find(answer.point()).isPresent();
        return new Seen(
                handing.isWorking(canary.person()),
                obstacle(cover, peer),
                standbys.isBehind(canary.desktop()),
                cover.map(Cover::lag).orElse(null),
                here,
                answer,
                landed);
    }

    /** The moment that the desktop would go on from. */
    @Nullable
    Instant point(DesktopId desktop) {
        return standbys.cover(desktop).map(Cover::takenAt).orElse(null);
    }

    private static @Nullable String obstacle(Optional<Cover> found, RegionName peer) {
        if (found.isEmpty() || !found.get().region().equals(peer)) {
            return "No desktop stands by for it in region " + peer + ".";
        }
        Cover cover = found.get();
        Duration lag = cover.lag();
        if (cover.state() != StandbyState.READY) {
            return cover.note() == null ? "What stands by for it is " + cover.state() + "." : cover.note();
        }
        if (lag == null) {
            return "Nothing of its work is in region " + peer + " yet.";
        }
        return cover.late()
                ? "What stands in region " + peer + " of its work is " + lag.toMinutes() + " minutes old, and late."
                : null;
    }
}
