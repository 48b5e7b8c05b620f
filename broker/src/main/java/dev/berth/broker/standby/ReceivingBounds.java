package dev.berth.broker.standby;

import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.standby.PeerTalk.Answer;
import dev.berth.broker.standby.PeerTalk.Verdict;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** What a peer may, and by which rows and clock that is told. */
@Component
record ReceivingBounds(
        JdbcRegions regions, StandbySettings settings, Clock clock, PlatformTransactionManager transactions) {

    /** Why the peer may not send a point of this person now; empty when it may. */
    Optional<Answer> refusal(RegionName peer, Standby standby, long epoch) {
        Optional<RegionPlanner.Duty> duty = RegionPlanner.duty(regions.map(), standby.person());
        if (duty.isEmpty() || !duty.get().alias().regions().contains(peer)) {
            return Optional.of(Answer.of(Verdict.REFUSED, "No alias names both regions."));
        }
        long known = duty.get().epoch();
        if (epoch > known) {
            return Optional.of(
                    Answer.of(Verdict.LATER, "Epoch " + epoch + " has not arrived here yet; known is " + known + "."));
        }
        if (epoch < known || !duty.get().active().equals(peer)) {
            return Optional.of(Answer.of(
                    Verdict.FENCED,
                    "Region " + duty.get().active() + " serves this person since epoch " + known + "."));
        }
        return Optional.empty();
    }
}
