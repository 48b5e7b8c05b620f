package dev.berth.broker.witness;

import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.witness.JdbcWatches.Contact;
import dev.berth.broker.witness.JdbcWatches.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a region that stands by may ask the witness for its vote. Pure. */
final class TakeOverPlan {

    private TakeOverPlan() {}

    /**
     * What it sees.
     *
     * @param grant that it gave
     * @param witness what came of asking it last
     * @param losing people who would lose more than is allowed
     */
    record Situation(
            RegionName self,
            ConnectionAlias alias,
            AliasStanding standing,
            Watch watch,
            Optional<Grant> grant,
            Contact witness,
            int losing) {

        RegionName active() {
            return standing.active().orElse(self);
        }

        /** That it began to take over, and does not know yet what the witness said. */
        Optional<Grant> promise() {
            return grant.filter(one -> one.holder().equals(self) && one.epoch() > standing.epoch());
        }
    }

    /** Sentences for admins; it takes over when there is none. */
    static List<String> obstacles(Situation seen) {
        List<String> obstacles = new ArrayList<>();
        if (!seen.watch().wanted()) {
            obstacles.add("It is being switched off.");
        }
        if (seen.alias().regions().size() != 2) {
            obstacles.add(seen.alias().name() + " names "
                    + seen.alias().regions().size() + " regions; it fails over by itself between two.");
        }
        if (seen.standing().state() != AliasState.ASSOCIATED) {
            obstacles.add(seen.alias().name() + " is " + seen.standing().state() + ".");
        }
        if (!seen.witness().within(LeaseTerms.STALE)) {
            obstacles.add("The witness " + seen.watch().witness() + " does not answer this region"
                    + (seen.witness().sentence() == null
                            ? "."
                            : ": " + seen.witness().sentence()));
        }
        if (seen.losing() > seen.watch().mayLose()) {
            obstacles.add(seen.losing() + " people who work in region " + seen.active()
                    + " would lose more than berth.standby.late-after says; allowed are "
                    + seen.watch().mayLose() + ".");
        }
        if (seen.promise().isEmpty()) {
            lease(seen).ifPresent(obstacles::add);
            witnessed(seen).ifPresent(obstacles::add);
        }
        return obstacles;
    }

    private static Optional<String> witnessed(Situation seen) {
        Duration renewed = seen.witness().renewed();
        if (renewed == null) {
            return Optional.of("The witness has granted no lease, and votes for nobody.");
        }
        return renewed.compareTo(LeaseTerms.WAIT) >= 0
                ? Optional.empty()
                : Optional.of("The witness renewed the lease " + renewed.toSeconds() + " s ago.");
    }

    private static Optional<String> lease(Situation seen) {
        Optional<Grant> own = seen.grant()
                .filter(grant -> grant.epoch() == seen.standing().epoch()
                        && grant.holder().equals(seen.active()));
        if (own.isEmpty()) {
            return Optional.of("Region " + seen.active()
                    + " has no lease from this one: it is not known to stop by itself when it is cut off.");
        }
        Duration age = own.get().age();
        return age.compareTo(LeaseTerms.WAIT) >= 0
                ? Optional.empty()
                : Optional.of("Region " + seen.active() + " renewed its lease " + age.toSeconds() + " s ago; after "
                        + LeaseTerms.WAIT.toSeconds() + " s without, this region takes over.");
    }
}
