package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.util.Optional;
import java.util.Set;

/**
 * A pipeline as an admin sets it.
 *
 * @param base the image whose latest version each build starts from
 * @param target the image that gets the new versions; never the base itself, or each build would stand on the last
 * @param schedule when it is started by itself; its length is of no account
 * @param onBaseChange whether a new version of the base starts it
 * @param onPackageChange whether newer packages in the guest's own sources start it, of those that its recipe would take
 * @param rollOut whether what was published goes to the bundles at once
 * @param bundles those that are moved to a new version
 */
public record PipelineSpec(
        String name,
        ImageId base,
        ImageId target,
        Recipe recipe,
        Optional<Timing> schedule,
        boolean onBaseChange,
        boolean onPackageChange,
        boolean rollOut,
        Set<BundleId> bundles) {

    private static final int LONGEST_NAME = 80;
    private static final int MOST_BUNDLES = 100;

    public PipelineSpec {
        name = Field.line("name", name, LONGEST_NAME);
        bundles = Set.copyOf(bundles);
        Field.within("bundles", bundles.size(), 0, MOST_BUNDLES, "");
        if (base.equals(target)) {
            throw new IllegalArgumentException("image is '" + target
                    + "', which is the base too; allowed is another, or each build would stand on the last. Make one on"
                    + " the page Images.");
        }
        schedule.ifPresent(timing -> {
            if (!(timing.rhythm() instanceof Rhythm.Weekly)) {
                throw new IllegalArgumentException(
                        "schedule is " + timing.rhythm() + "; allowed is a weekly one, on one or more weekdays.");
            }
        });
    }
}
