package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.update.UpdateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The update of one desktop's guest within a run, as it was read.
 *
 * @param spec which updates were wanted when its turn began
 * @param wanted what is installed, as it is told to the guest
 * @param snapshot what it goes back to; null until there is something to install
 * @param boot names the guest's boot before
 * @param generation of the root volume that is given up; 0 while none is
 * @param silence for how long its guest was asked in vain, or was not restarted, one look after the other; while nobody asks it does not
 *     count
 * @param reason why it is rolled back
 */
record Update(
        RunId run,
        DesktopId desktop,
        GuestSystem guest,
        UpdateSpec spec,
        UpdateStage stage,
        Instant since,
        List<String> wanted,
        @Nullable SnapshotId snapshot,
        String boot,
        int generation,
        Duration silence,
        String reason) {

    /** What the installation is called in the guest. */
    String name() {
        return run.toString();
    }

    Update in(UpdateStage next) {
        return new Update(run, desktop, guest, spec, next, since, wanted, snapshot, boot, generation, silence, reason);
    }

    boolean silentFor(Duration limit) {
        return silence.compareTo(limit) >= 0;
    }

    Update silent(Duration time) {
        return new Update(run, desktop, guest, spec, stage, since, wanted, snapshot, boot, generation, time, reason);
    }

    Update choosing(List<String> chosen, SnapshotId id, String present) {
        return new Update(
                run, desktop, guest, spec, UpdateStage.SAVING, since, chosen, id, present, generation, silence, reason);
    }

    Update rollingBack(int givenUp, String why) {
        return new Update(
                run,
                desktop,
                guest,
                spec,
                UpdateStage.ROLLING_BACK,
                since,
                wanted,
                snapshot,
                boot,
                givenUp,
                silence,
                why);
    }

    Update ended(UpdateStage how, String why) {
        return new Update(run, desktop, guest, spec, how, since, wanted, snapshot, boot, generation, silence, why);
    }
}
